import type { SampleStatistics } from './live-event.js';

/**
 * Returns the value below which a share (0 to 1) of the sorted values lies, between neighbours by linear
 * interpolation (Hyndman and Fan type 7, the default of R and NumPy); NaN when empty.
 */
export function quantileOfSorted(sorted: ArrayLike<number>, share: number): number {
  if (sorted.length === 0) return Number.NaN;
  const position = (sorted.length - 1) * share;
  const below = Math.floor(position);
  const low = sorted[below] as number;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] as number;
  return low + (high - low) * (position - below);
}

/**
 * Returns count, quantiles, mean and spread of ascending samples in nanoseconds per iteration, for
 * showing; verdicts are reached elsewhere. Null without samples.
 */
export function statisticsOfSorted(sorted: Float64Array): SampleStatistics | null {
  if (sorted.length === 0) return null;
  const p50Ns = quantileOfSorted(sorted, 0.5);
  const interquartileNs = quantileOfSorted(sorted, 0.75) - quantileOfSorted(sorted, 0.25);
  return {
    count: sorted.length,
    minNs: sorted[0] as number,
    p50Ns,
    p95Ns: quantileOfSorted(sorted, 0.95),
    p99Ns: quantileOfSorted(sorted, 0.99),
    maxNs: sorted[sorted.length - 1] as number,
    meanNs: sorted.reduce((sum, ns) => sum + ns, 0) / sorted.length,
    spreadRatio: p50Ns > 0 ? interquartileNs / p50Ns : 0,
  };
}

/** Returns the statistics of samples in any order, which it leaves as they are; see `statisticsOfSorted`. */
export function sampleStatistics(samplesNs: ArrayLike<number>): SampleStatistics | null {
  return statisticsOfSorted(Float64Array.from(samplesNs).sort());
}
