import { quickselect } from 'simple-statistics';

/**
 * Returns the p-quantile (0 <= p <= 1) of the values, interpolated linearly between order statistics
 * (type 7: `numpy.quantile`'s default). Reorders `values`, in O(n): give it a copy if order matters.
 * @throws {RangeError} when there is no value
 */
export function quantileInPlace(values: Float64Array, p: number): number {
  if (values.length === 0) throw new RangeError('a quantile needs at least one value');
  const position = (values.length - 1) * p;
  const below = Math.floor(position);
  selectInPlace(values, below);
  const lower = values[below] as number;
  if (position === below) return lower;
  let upper = Number.POSITIVE_INFINITY;
  for (let i = below + 1; i < values.length; i++) upper = Math.min(upper, values[i] as number);
  return lower + (position - below) * (upper - lower);
}

/** Returns the two middle values (twice the same where the count is odd). Reorders `values`, in O(n). */
export function middleTwoInPlace(values: Float64Array): [lower: number, upper: number] {
  if (values.length === 0) throw new RangeError('a median needs at least one value');
  const above = values.length >> 1;
  selectInPlace(values, above);
  const upper = values[above] as number;
  if (values.length % 2 === 1) return [upper, upper];
  let lower = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < above; i++) lower = Math.max(lower, values[i] as number);
  return [lower, upper];
}

/** Returns the p-quantile of the values, as {@link quantileInPlace} does, and leaves them as they are. */
export function quantile(values: ArrayLike<number>, p: number): number {
  return quantileInPlace(new Float64Array(values), p);
}

/** Returns the median: the 0.5-quantile, so the mean of the two middle values where the count is even. */
export function median(values: ArrayLike<number>): number {
  return quantile(values, 0.5);
}

/** Reorders so that values[k] is what a sort would put there, with nothing larger before it. */
function selectInPlace(values: Float64Array, k: number): void {
  // The typings ask for number[], but the function only swaps elements, so that a typed array serves.
  quickselect(values as unknown as number[], k, 0, values.length - 1);
}
