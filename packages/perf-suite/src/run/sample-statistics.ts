import type { SampleStatistics } from '@perf-suite/schema';

/**
 * Returns count, quantiles, mean and spread of samples in nanoseconds per iteration, for showing;
 * verdicts are reached elsewhere. Null without samples. The input is neither sorted nor kept.
 */
export function sampleStatistics(samplesNs: ArrayLike<number>): SampleStatistics | null {
  if (samplesNs.length === 0) return null;
  const sorted = Float64Array.from(samplesNs).sort();
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

/** Linear between neighbours: Hyndman and Fan type 7, the default of R and NumPy. */
export function quantileOfSorted(sorted: Float64Array, share: number): number {
  const position = (sorted.length - 1) * share;
  const below = Math.floor(position);
  const low = sorted[below] as number;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] as number;
  return low + (high - low) * (position - below);
}

/** Returns samples in nanoseconds per iteration from durations of whole batches. */
export function perIteration(durationsNs: ArrayLike<number>, batchSize: number): number[] {
  return Array.from(durationsNs, (ns) => ns / batchSize);
}
