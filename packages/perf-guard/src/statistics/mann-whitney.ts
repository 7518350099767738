import { rankSumCdf } from './rank-sum.js';
import { studentTUpperTail } from './student-t.js';

/** Up to this product of the counts, the exact distribution is cheap and differs from the normal limit. */
export const MOST_PAIRS_FOR_EXACT = 400;

/**
 * Returns the two-sided p-value that two samples come from one distribution (Mann-Whitney): exact where
 * there are no ties and n m is at most 400, else by the normal limit, corrected for ties and continuity.
 * 1 where a sample is empty or all values are equal. O((n + m) log(n + m)).
 * Source: `scipy.stats.mannwhitneyu(first, second)`.
 */
export function mannWhitney(first: ArrayLike<number>, second: ArrayLike<number>): number {
  const n = first.length;
  const m = second.length;
  if (n === 0 || m === 0) return 1;
  const { u, tied } = statistic(first, second);
  const pairs = n * m;
  const larger = Math.max(u, pairs - u);
  if (tied === 0 && pairs <= MOST_PAIRS_FOR_EXACT) {
    const cdf = cachedCdf(Math.min(n, m), Math.max(n, m));
    return Math.min(1, 2 * (larger === 0 ? 1 : 1 - (cdf[larger - 1] as number)));
  }
  const all = n + m;
  const variance = (pairs / 12) * (all + 1 - tied / (all * (all - 1)));
  if (variance <= 0) return 1;
  const z = (larger - pairs / 2 - 0.5) / Math.sqrt(variance);
  return Math.min(1, 2 * studentTUpperTail(z, Number.POSITIVE_INFINITY));
}

/** Returns the number of pairs in which the first value is larger (ties count half), and the sum of t^3 - t over ties. */
function statistic(first: ArrayLike<number>, second: ArrayLike<number>): { u: number; tied: number } {
  const left = Float64Array.from(first).sort();
  const right = Float64Array.from(second).sort();
  let u = 0;
  let tied = 0;
  for (let i = 0, j = 0; i < left.length || j < right.length; ) {
    const value = Math.min(left[i] ?? Number.POSITIVE_INFINITY, right[j] ?? Number.POSITIVE_INFINITY);
    const inLeft = countEqual(left, i, value);
    const inRight = countEqual(right, j, value);
    u += inLeft * (j + inRight / 2);
    tied += (inLeft + inRight) ** 3 - (inLeft + inRight);
    i += inLeft;
    j += inRight;
  }
  return { u, tied };
}

function countEqual(sorted: ArrayLike<number>, from: number, value: number): number {
  let end = from;
  while (sorted[end] === value) end++;
  return end - from;
}

const cache = new Map<number, Float64Array>();

function cachedCdf(n: number, m: number): Float64Array {
  const key = n * (MOST_PAIRS_FOR_EXACT + 1) + m;
  let cdf = cache.get(key);
  if (cdf === undefined) {
    cdf = rankSumCdf(n, m);
    cache.set(key, cdf);
  }
  return cdf;
}
