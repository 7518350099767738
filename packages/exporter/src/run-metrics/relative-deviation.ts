/**
 * Returns the sample standard deviation (n - 1) divided by the mean: a ratio without unit. Null for
 * fewer than two values or a mean of 0.
 */
export function relativeDeviation(values: readonly number[]): number | null {
  if (values.length < 2) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  if (mean === 0) return null;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1)) / mean;
}
