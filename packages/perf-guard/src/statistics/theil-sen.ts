import { median } from './quantile.js';

/**
 * Returns the median slope over all pairs of values, in the values' unit per position: a trend that a
 * few wild values cannot make. 0 with fewer than 2 values. O(n^2).
 * Source: `scipy.stats.theilslopes(values)`.
 */
export function theilSenSlope(values: ArrayLike<number>): number {
  const slopes: number[] = [];
  for (let i = 0; i < values.length; i++) {
    for (let j = i + 1; j < values.length; j++) {
      slopes.push(((values[j] as number) - (values[i] as number)) / (j - i));
    }
  }
  return slopes.length === 0 ? 0 : median(slopes);
}
