import { median } from './quantile.js';

/** Two groups of values with a gap between them, in the values' unit. */
export interface TwoModes {
  readonly lower: number;
  readonly upper: number;
  readonly lowerCount: number;
  readonly upperCount: number;
}

const FEWEST_VALUES = 8;
const FEWEST_IN_A_MODE = 2;
const SMALLEST_SHARE_OF_A_MODE = 0.2;

/**
 * Returns the two groups that the values fall into when the gap between them is at least
 * `smallestGap` and half of the whole range (less with more than 11 values, whose gaps are smaller by
 * chance), and each has a fifth of the values or more; else null. A plain rule, which takes 3 % of
 * Gaussian samples of 8 for bimodal and less than 1 % of larger ones; see docs/decisions/010.
 */
export function twoModes(values: ArrayLike<number>, smallestGap: number): TwoModes | null {
  const n = values.length;
  if (n < FEWEST_VALUES) return null;
  const sorted = Float64Array.from(values).sort();
  const fewest = Math.max(FEWEST_IN_A_MODE, Math.ceil(n * SMALLEST_SHARE_OF_A_MODE));
  const gapBefore = (index: number): number => (sorted[index] as number) - (sorted[index - 1] as number);
  let split = fewest;
  for (let i = fewest; i <= n - fewest; i++) if (gapBefore(i) > gapBefore(split)) split = i;
  const range = (sorted[n - 1] as number) - (sorted[0] as number);
  const shareOfRange = Math.min(0.5, Math.max(0.3, 5.5 / n));
  if (gapBefore(split) < Math.max(smallestGap, shareOfRange * range)) return null;
  return {
    lower: median(sorted.subarray(0, split)),
    upper: median(sorted.subarray(split)),
    lowerCount: split,
    upperCount: n - split,
  };
}
