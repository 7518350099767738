import { median } from './quantile.js';
import type { SignFlips } from './sign-flips.js';
import { sizeSpread } from './size-spread.js';

/** One benchmark's part of a suite-wide test: is the mean of its values too large for chance? */
export interface SignFlipTest {
  /** The rounds' numbers, each with one value. */
  readonly rounds: readonly number[];
  /** One value a round, centred on the null. No single one may dominate: see `clipped`. */
  readonly values: readonly number[];
  /** A mean below this is no finding, in the data as in each flip of it; above 0. */
  readonly smallestMean: number;
  /** Tests of one kind share their typical noise; left out where all are of one kind. */
  readonly kind?: string;
  /** What its statistic counts for beside the others' when the largest is sought: 1 where left out. */
  readonly weight?: number;
}

/** What the suite's typical noise counts for, in rounds, beside each benchmark's own. */
const PRIOR_ROUNDS = 4;

/** Two statistics this close, relatively, are a tie: they differ by the order of additions only. */
const TIE = 1e-9;

/**
 * Returns for each test the share of sign patterns under which the largest statistic over the whole
 * suite is at least this test's: a p-value that holds the error of the suite, not of each benchmark.
 * 1 where the test's own mean is below its `smallestMean`.
 *
 * Exact where the values' signs are as likely as their mirror image. All tests share one pattern at a
 * time, so that dependence between benchmarks is kept. The statistic is a t whose variance is drawn
 * towards the suite's, so that few flips are not used up by benchmarks that look even by chance; one
 * that cannot reach its smallest mean under any flip uses up none. See docs/decisions/010.
 *
 * Time: patternCount * rounds / 8 additions for each test that can reach its smallest mean.
 * Sources: Westfall and Young (1993), single-step max-T, with sign flips in place of permutations;
 * the moderated t of Smyth (2004).
 */
export function maxTSignFlip(tests: readonly SignFlipTest[], flips: SignFlips): Float64Array {
  const pValues = new Float64Array(tests.length).fill(1);
  if (tests.length === 0) return pValues;
  const typicalVariances = typicalVarianceByKind(tests);
  const sizes = tests.map((test) => sizeOf(test, typicalVariances.get(test.kind) ?? 0));
  const found = tests.map((test, i) => squaredStatistic(sizes[i]!, sumOf(test.values)));
  if (found.every((statistic) => statistic < 0)) return pValues;
  const maxima = largestStatistics(tests, sizes, flips).sort();
  found.forEach((statistic, i) => {
    if (statistic < 0) return;
    pValues[i] = (maxima.length - firstAtLeast(maxima, statistic * (1 - TIE))) / maxima.length;
  });
  return pValues;
}

function typicalVarianceByKind(tests: readonly SignFlipTest[]): ReadonlyMap<string | undefined, number> {
  const spreads = new Map<string | undefined, number[]>();
  for (const { kind, values } of tests) {
    const spread = sizeSpread(values);
    const known = spreads.get(kind);
    if (known === undefined) spreads.set(kind, [spread]);
    else known.push(spread);
  }
  return new Map([...spreads].map(([kind, some]) => [kind, median(some)]));
}

/** What no flip changes about a test. */
interface TestSize {
  readonly count: number;
  readonly smallestSum: number;
  /** What the flip gives that makes all values positive. */
  readonly largestSum: number;
  /** Sum of squares with the prior's share. */
  readonly squares: number;
  readonly degreesOfFreedom: number;
  readonly squaredWeight: number;
}

function sizeOf({ values, smallestMean, weight = 1 }: SignFlipTest, typicalVariance: number): TestSize {
  const count = values.length;
  let squares = 0;
  let largestSum = 0;
  for (const value of values) {
    squares += value * value;
    largestSum += Math.abs(value);
  }
  return {
    count,
    smallestSum: count * smallestMean * (1 - TIE),
    largestSum,
    squares: PRIOR_ROUNDS * typicalVariance + squares,
    degreesOfFreedom: PRIOR_ROUNDS + count - 1,
    squaredWeight: weight * weight,
  };
}

/** Returns the weighted t squared for a sum of values, or -1 where it is below the smallest that counts. */
function squaredStatistic(size: TestSize, sum: number): number {
  if (!(sum >= size.smallestSum)) return -1;
  const meanSquare = (sum * sum) / size.count;
  const rest = Math.max(size.squares - meanSquare, 1e-12 * size.squares);
  return (size.squaredWeight * meanSquare * size.degreesOfFreedom) / rest;
}

/** Returns for each pattern the largest statistic over all tests, -1 where no test has a finding. */
function largestStatistics(
  tests: readonly SignFlipTest[],
  sizes: readonly TestSize[],
  flips: SignFlips,
): Float64Array {
  const { patternCount, groupCount, bytes } = flips;
  const maxima = new Float64Array(patternCount).fill(-1);
  for (const [i, test] of tests.entries()) {
    const size = sizes[i]!;
    const { smallestSum, largestSum } = size;
    if (largestSum < smallestSum) continue;
    const tables = sumTables(test, groupCount);
    for (let pattern = 0, at = 0; pattern < patternCount; pattern++, at += groupCount) {
      let sum = tables[bytes[at]!]!;
      for (let group = 1; group < groupCount; group++) sum += tables[256 * group + bytes[at + group]!]!;
      if (sum < smallestSum) continue;
      const statistic = squaredStatistic(size, sum);
      if (statistic > maxima[pattern]!) maxima[pattern] = statistic;
    }
  }
  return maxima;
}

/**
 * Returns, for each group of eight rounds, the group's sum under each of its 256 patterns: three
 * look-ups then stand for 24 additions. A round that was not measured adds nothing.
 */
function sumTables(test: SignFlipTest, groupCount: number): Float64Array {
  const byRound = new Float64Array(groupCount * 8);
  test.rounds.forEach((round, i) => {
    byRound[round] = test.values[i]!;
  });
  const tables = new Float64Array(groupCount * 256);
  for (let group = 0; group < groupCount; group++) {
    const start = group * 256;
    tables[start] = sumOf(byRound.subarray(8 * group, 8 * group + 8));
    for (let pattern = 1; pattern < 256; pattern++) {
      const lowest = pattern & -pattern;
      const value = byRound[8 * group + (31 - Math.clz32(lowest))]!;
      tables[start + pattern] = tables[start + (pattern ^ lowest)]! - 2 * value;
    }
  }
  return tables;
}

function sumOf(values: readonly number[] | Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}

/** Returns the first index of the ascending values whose value is at least the bound. */
function firstAtLeast(values: Float64Array, bound: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle]! >= bound) high = middle;
    else low = middle + 1;
  }
  return low;
}
