import { type PairedBenchmark, type PairedRound, type PercentileName, PerfError } from '@perf-suite/schema';
import { PERCENTILES } from '../judge-options.js';
import { middleTwoInPlace, quantileInPlace } from '../statistics/quantile.js';
import { unpackedSamples } from '../unpacked-samples.js';

/** What one percentile says, round by round; all lists are as long as `rounds`. */
interface PercentileRatios {
  /** ln(head / base): positive is slower. */
  readonly logRatios: Float64Array;
  /** Nanoseconds per iteration. */
  readonly baseNs: Float64Array;
  readonly headNs: Float64Array;
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
  const values = PERCENTILES.map(() => emptyRatios(measured.length));
  let zeroCount = 0;
  measured.forEach((round, i) => {
    const { base, head } = unpackedPairs(round, benchmark.id);
    const zeros = countZeros(base) + countZeros(head);
    zeroCount += zeros;
    const pairMedianLog = zeros === 0 ? medianLogRatio(head, base) : Number.NaN;
    PERCENTILES.forEach((percentile, k) => {
      const ratios = values[k] as PercentileRatios;
      const share = percentile === 'p50' ? 0.5 : 0.95;
      const baseNs = quantileInPlace(base, share);
      const headNs = quantileInPlace(head, share);
      ratios.logRatios[i] = percentile === 'p50' ? pairMedianLog : Math.log(headNs / baseNs);
      ratios.baseNs[i] = baseNs / benchmark.batchSize;
      ratios.headNs[i] = headNs / benchmark.batchSize;
    });
  });
  const [p50, p95] = values as [PercentileRatios, PercentileRatios];
  return {
    rounds: measured.map(({ round }) => round),
    pairCounts: measured.map(({ pairs }) => pairs.base.count),
    zeroCount,
    percentiles: { p50, p95 },
  };
}

function emptyRatios(count: number): PercentileRatios {
  const empty = (): Float64Array => new Float64Array(count);
  return { logRatios: empty(), baseNs: empty(), headNs: empty() };
}

function unpackedPairs(round: PairedRound, id: string): { base: Float64Array; head: Float64Array } {
  const where = `${id}, round ${round.round}`;
  const base = unpackedSamples(round.pairs.base, `${where}, base`);
  const head = unpackedSamples(round.pairs.head, `${where}, head`);
  if (base.length !== head.length) {
    throw new PerfError(
      'bad-file',
      `${where}: expected as many samples of base as of head, found ${base.length} and ${head.length}`,
    );
  }
  return { base, head };
}

/** Returns the median of ln(head / base) over pairs of times above 0. */
function medianLogRatio(head: Float64Array, base: Float64Array): number {
  const ratios = new Float64Array(head.length);
  for (let i = 0; i < head.length; i++) ratios[i] = (head[i] as number) / (base[i] as number);
  const [lower, upper] = middleTwoInPlace(ratios);
  // Swapping base and head must give exactly the negative, so that the mean is taken of logarithms.
  return (Math.log(lower) + Math.log(upper)) / 2;
}

function countZeros(durationsNs: Float64Array): number {
  let zeros = 0;
  for (const duration of durationsNs) if (duration === 0) zeros++;
  return zeros;
}
