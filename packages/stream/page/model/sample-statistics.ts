import type { SampleStatistics } from '@perf-suite/schema';
import type { LogHistogram } from './log-histogram.js';

/**
 * Returns the value below which a share of the sorted values lies, between neighbours by linear
 * interpolation (Hyndman and Fan type 7, as R and NumPy do by default); NaN when empty.
 */
export function quantileOfSorted(sorted: ArrayLike<number>, share: number): number {
  if (sorted.length === 0) return Number.NaN;
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below] as number;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] as number;
  return low + (high - low) * (position - below);
}

/** Returns the median of sorted values; NaN when empty. */
export function median(sorted: ArrayLike<number>): number {
  return quantileOfSorted(sorted, 0.5);
}

/** Returns the statistics of samples in any order, or null when there are none. */
export function statisticsOf(samplesNs: Float64Array): SampleStatistics | null {
  if (samplesNs.length === 0) return null;
  const sorted = samplesNs.slice().sort();
  const p50Ns = median(sorted);
  const spreadNs = quantileOfSorted(sorted, 0.75) - quantileOfSorted(sorted, 0.25);
  return {
    count: sorted.length,
    minNs: sorted[0] as number,
    p50Ns,
    p95Ns: quantileOfSorted(sorted, 0.95),
    p99Ns: quantileOfSorted(sorted, 0.99),
    maxNs: sorted[sorted.length - 1] as number,
    meanNs: sorted.reduce((sum, value) => sum + value, 0) / sorted.length,
    spreadRatio: p50Ns > 0 ? spreadNs / p50Ns : 0,
  };
}

/** p50, p95 and spread while samples still come, each to within 0.01 %. */
export interface RunningStatistics {
  readonly count: number;
  readonly p50Ns: number;
  readonly p95Ns: number;
  /** Interquartile range / median. */
  readonly spreadRatio: number;
}

/** Returns running statistics read from a histogram, or null when it is empty. */
export function runningStatisticsOf(histogram: LogHistogram): RunningStatistics | null {
  if (histogram.count === 0) return null;
  const [q25, p50Ns, q75, p95Ns] = histogram.quantiles([0.25, 0.5, 0.75, 0.95]) as [
    number,
    number,
    number,
    number,
  ];
  return { count: histogram.count, p50Ns, p95Ns, spreadRatio: p50Ns > 0 ? (q75 - q25) / p50Ns : 0 };
}
