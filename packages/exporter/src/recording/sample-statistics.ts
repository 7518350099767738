import type { SampleStatistics } from '@perf-suite/schema';

/**
 * Returns count, quantiles, mean and spread of samples in nanoseconds per iteration.
 * @param sorted ascending
 * @returns null without samples
 */
export function statisticsOfSorted(sorted: Float64Array): SampleStatistics | null {
  if (sorted.length === 0) return null;
  const p50Ns = quantile(sorted, 0.5);
  return {
    count: sorted.length,
    minNs: sorted[0] as number,
    p50Ns,
    p95Ns: quantile(sorted, 0.95),
    p99Ns: quantile(sorted, 0.99),
    maxNs: sorted[sorted.length - 1] as number,
    meanNs: sorted.reduce((sum, ns) => sum + ns, 0) / sorted.length,
    spreadRatio: p50Ns > 0 ? (quantile(sorted, 0.75) - quantile(sorted, 0.25)) / p50Ns : 0,
  };
}

/** Returns the values of sorted lists as one: sorting rounds and merging them is cheaper than sorting all anew. */
export function mergeSorted(lists: readonly Float64Array[]): Float64Array {
  if (lists.length <= 1) return lists[0] ?? new Float64Array(0);
  const middle = lists.length >> 1;
  return mergeTwo(mergeSorted(lists.slice(0, middle)), mergeSorted(lists.slice(middle)));
}

function mergeTwo(a: Float64Array, b: Float64Array): Float64Array {
  const merged = new Float64Array(a.length + b.length);
  let i = 0;
  let j = 0;
  for (let k = 0; k < merged.length; k++) {
    const takeA = j >= b.length || (i < a.length && (a[i] as number) <= (b[j] as number));
    merged[k] = (takeA ? a[i++] : b[j++]) as number;
  }
  return merged;
}

/** Linear between neighbours: Hyndman and Fan type 7, the default of R and NumPy. */
function quantile(sorted: Float64Array, share: number): number {
  const position = (sorted.length - 1) * share;
  const below = Math.floor(position);
  const low = sorted[below] as number;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] as number;
  return low + (high - low) * (position - below);
}
