import type { Estimate } from '@perf-suite/schema';
import { quantileInPlace } from './quantile.js';
import { studentTQuantile } from './student-t.js';

/**
 * Returns the median slope over all pairs of values, in the values' unit per position: a trend that a
 * few wild values cannot make. 0 with fewer than 2 values. O(n^2).
 * Source: `scipy.stats.theilslopes(values)`.
 */
export function theilSenSlope(values: ArrayLike<number>): number {
  const slopes = pairSlopes(values, null);
  return slopes.length === 0 ? 0 : quantileInPlace(slopes, 0.5);
}

/**
 * Returns the median slope over all pairs of values at the positions given, in the values' unit per unit
 * of the positions, with the interval that Kendall's test does not reject (normal limit, no ties: at
 * least some ten values). Pairs at the same position are left out; null where all are. O(n^2): give it
 * some hundreds. Source: Sen (1968); `scipy.stats.theilslopes(values, positions, confidence)`.
 */
export function theilSenInterval(
  values: ArrayLike<number>,
  positions: ArrayLike<number>,
  confidence: number,
): Estimate | null {
  const slopes = pairSlopes(values, positions).sort();
  const count = slopes.length;
  if (count === 0) return null;
  const n = values.length;
  const z = studentTQuantile((1 + confidence) / 2, Number.POSITIVE_INFINITY);
  const half = z * Math.sqrt((n * (n - 1) * (2 * n + 5)) / 18);
  // As SciPy rounds them.
  const upper = Math.min(Math.round((count + half) / 2), count - 1);
  const lower = Math.max(Math.round((count - half) / 2) - 1, 0);
  return {
    point: quantileInPlace(slopes.slice(), 0.5),
    lower: slopes[lower] as number,
    upper: slopes[upper] as number,
    confidence,
  };
}

/** @param positions null where values lie one position apart */
function pairSlopes(values: ArrayLike<number>, positions: ArrayLike<number> | null): Float64Array {
  const n = values.length;
  const slopes = new Float64Array(n < 2 ? 0 : (n * (n - 1)) / 2);
  let next = 0;
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) {
      const distance = positions === null ? j - i : (positions[j] as number) - (positions[i] as number);
      if (distance !== 0) slopes[next++] = ((values[j] as number) - (values[i] as number)) / distance;
    }
  }
  return slopes.subarray(0, next);
}
