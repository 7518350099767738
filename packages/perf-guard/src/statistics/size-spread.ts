/** Variance of |X| as a share of the variance of a Gaussian X around 0: 1 - 2 / pi. */
const FOLDED_VARIANCE_RATIO = 1 - 2 / Math.PI;

/**
 * Returns a variance estimate from the sizes of the values alone, which flipping signs cannot change:
 * the variance of |values| over 1 - 2 / pi. About the variance where the centre is near 0; up to 2.75
 * times it where the values lie far off, but never inflated by how far off that is. 0 with one value.
 */
export function sizeSpread(values: readonly number[]): number {
  const n = values.length;
  if (n < 2) return 0;
  let mean = 0;
  for (const value of values) mean += Math.abs(value) / n;
  let squares = 0;
  for (const value of values) squares += (Math.abs(value) - mean) ** 2;
  return squares / (n - 1) / FOLDED_VARIANCE_RATIO;
}
