export const percentiles = [0.001, 0.01, 0.1, 1, 2.5, 10, 25, 50, 75, 90, 97.5, 99, 99.9, 99.99, 99.999];

export type Result = ReturnType<typeof placeholderResult>;

/** What a script finds in place of a test's result; times are in nanoseconds. */
export function placeholderResult() {
  return {
    isPlaceholder: true,
    success: true,
    size: 2,
    min: 1,
    max: 1,
    mean: 1,
    stddev: 0,
    standardError: 0,
    percentiles: Object.fromEntries(percentiles.map((percentile) => [String(percentile), 1])),
  };
}
