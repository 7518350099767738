import { quantileInPlace } from './quantile.js';

/**
 * Returns the median slope over all pairs of values, in the values' unit per position: a trend that a
 * few wild values cannot make. 0 with fewer than 2 values. O(n^2).
 * Source: `scipy.stats.theilslopes(values)`.
 */
export function theilSenSlope(values: ArrayLike<number>): number {
  const n = values.length;
  if (n < 2) return 0;
  const slopes = new Float64Array((n * (n - 1)) / 2);
  let next = 0;
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++)
      slopes[next++] = ((values[j] as number) - (values[i] as number)) / (j - i);
  }
  return quantileInPlace(slopes, 0.5);
}
