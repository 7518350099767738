import type { SampleStatistics } from '@perf-suite/schema';

/**
 * Returns count, quantiles, mean and spread of samples in nanoseconds per iteration. Sorts the
 * array given: pass one of its own. Null without samples.
 */
export function statisticsOfOwned(samplesNs: Float64Array): SampleStatistics | null {
  if (samplesNs.length === 0) return null;
  const mean = samplesNs.reduce((sum, ns) => sum + ns, 0) / samplesNs.length;
  const sorted = samplesNs.sort();
  const p50Ns = quantile(sorted, 0.5);
  return {
    count: sorted.length,
    minNs: sorted[0] as number,
    p50Ns,
    p95Ns: quantile(sorted, 0.95),
    p99Ns: quantile(sorted, 0.99),
    maxNs: sorted[sorted.length - 1] as number,
    meanNs: mean,
    spreadRatio: p50Ns > 0 ? (quantile(sorted, 0.75) - quantile(sorted, 0.25)) / p50Ns : 0,
  };
}

/** Linear between neighbours: Hyndman and Fan type 7, the default of R and NumPy. */
function quantile(sorted: Float64Array, share: number): number {
  const position = (sorted.length - 1) * share;
  const below = Math.floor(position);
  const low = sorted[below] as number;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] as number;
  return low + (high - low) * (position - below);
}
