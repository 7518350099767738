import { type PairedBenchmark, type PairedRound, type PercentileName, PerfError } from '@perf-suite/schema';
import { middleTwoInPlace, quantileInPlace } from '../statistics/quantile.js';
import { unpackedSamples } from '../unpacked-samples.js';

/** What one percentile says, round by round; all lists are as long as `rounds`. */
interface PercentileRatios {
  /** ln(head / base): positive is slower. */
  readonly logRatios: readonly number[];
  /** Nanoseconds per iteration. */
  readonly baseNs: readonly number[];
  readonly headNs: readonly number[];
}

/** A paired benchmark's measurements brought down to one value a round and percentile. */
export interface RoundRatios {
  /** The rounds' numbers in the run, ascending. */
  readonly rounds: readonly number[];
  /** How many pairs each round has. */
  readonly pairCounts: readonly number[];
  /** Samples of 0 ns: where there is one, no ratio can be trusted. */
  readonly zeroCount: number;
  readonly percentiles: Readonly<Record<PercentileName, PercentileRatios>>;
  /** ln(mean of head / mean of base) of each round: positive is slower. */
  readonly meanLogRatios: readonly number[];
}

/**
 * Returns a benchmark's ratios by round. p50 is the median ratio of adjacent pairs, so that whatever
 * moves the machine hits both alike; p95 is the ratio of the variants' 95th percentiles, as the tails
 * of pairs do not pair. Rounds without samples are left out.
 * @throws {PerfError} `bad-file` when samples are damaged or not in pairs
 */
export function roundRatios(benchmark: PairedBenchmark): RoundRatios {
  const measured = benchmark.rounds
    .filter(({ pairs }) => pairs.base.count > 0 || pairs.head.count > 0)
    .toSorted((a, b) => a.round - b.round);
  const p50 = emptyRatios();
  const p95 = emptyRatios();
  const meanLogRatios: number[] = [];
  const memory = memoryFor(measured);
  let zeroCount = 0;
  for (const round of measured) {
    const { base, head } = unpackedPairs(round, benchmark.id, memory);
    const zeros = countZeros(base) + countZeros(head);
    zeroCount += zeros;
    meanLogRatios.push(Math.log(sumOf(head) / sumOf(base)));
    // Before the quantiles, which reorder the samples.
    const pairMedianLog = zeros === 0 ? medianLogRatio(head, base, memory.ratios) : Number.NaN;
    const [baseP50, headP50] = [quantileInPlace(base, 0.5), quantileInPlace(head, 0.5)];
    const [baseP95, headP95] = [quantileInPlace(base, 0.95), quantileInPlace(head, 0.95)];
    p50.logRatios.push(pairMedianLog);
    p95.logRatios.push(Math.log(headP95 / baseP95));
    p50.baseNs.push(baseP50 / benchmark.batchSize);
    p50.headNs.push(headP50 / benchmark.batchSize);
    p95.baseNs.push(baseP95 / benchmark.batchSize);
    p95.headNs.push(headP95 / benchmark.batchSize);
  }
  return {
    rounds: measured.map(({ round }) => round),
    pairCounts: measured.map(({ pairs }) => pairs.base.count),
    zeroCount,
    percentiles: { p50, p95 },
    meanLogRatios,
  };
}

function emptyRatios(): Record<keyof PercentileRatios, number[]> {
  return { logRatios: [], baseNs: [], headNs: [] };
}

/** Room for one round at a time: getting memory for each anew takes longer than unpacking it. */
interface RoundMemory {
  readonly base: Float64Array;
  readonly head: Float64Array;
  readonly ratios: Float64Array;
}

function memoryFor(rounds: readonly PairedRound[]): RoundMemory {
  // A duration takes a character or more: no damaged count may ask for memory without end.
  const most = rounds
    .flatMap(({ pairs }) => [pairs.base, pairs.head])
    .reduce((max, { count, data }) => Math.max(max, Math.min(count, data.length)), 0);
  return { base: new Float64Array(most), head: new Float64Array(most), ratios: new Float64Array(most) };
}

function unpackedPairs(
  round: PairedRound,
  id: string,
  memory: RoundMemory,
): { base: Float64Array; head: Float64Array } {
  const where = `${id}, round ${round.round}`;
  const base = unpackedSamples(round.pairs.base, `${where}, base`, memory.base);
  const head = unpackedSamples(round.pairs.head, `${where}, head`, memory.head);
  if (base.length !== head.length) {
    throw new PerfError(
      'bad-file',
      `${where}: expected as many samples of base as of head, found ${base.length} and ${head.length}`,
    );
  }
  return { base, head };
}

/** Returns the median of ln(head / base) over pairs of times above 0, by way of the memory given. */
function medianLogRatio(head: Float64Array, base: Float64Array, memory: Float64Array): number {
  const ratios = memory.subarray(0, head.length);
  for (let i = 0; i < head.length; i++) ratios[i] = (head[i] as number) / (base[i] as number);
  const [lower, upper] = middleTwoInPlace(ratios);
  // Swapping base and head must give exactly the negative, so that the mean is taken of logarithms.
  return (Math.log(lower) + Math.log(upper)) / 2;
}

function sumOf(durationsNs: Float64Array): number {
  let sum = 0;
  for (const duration of durationsNs) sum += duration;
  return sum;
}

function countZeros(durationsNs: Float64Array): number {
  let zeros = 0;
  for (const duration of durationsNs) if (duration === 0) zeros++;
  return zeros;
}
