import type { LogHistogram } from './log-histogram.js';

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
