/**
 * Upper bounds from 1 ns to 10 s, three a decade, in nanoseconds: fine enough for a heatmap of
 * anything from an addition to an HTTP call, and few enough to keep one benchmark at 34 series.
 * They hold every bound of the compatibility histogram.
 */
export const DURATION_BOUNDS_NS: readonly number[] = [
  ...[0, 1, 2, 3, 4, 5, 6, 7, 8, 9].flatMap((exponent) => [1, 2.5, 5].map((step) => step * 10 ** exponent)),
  1e10,
];

/** The bounds that existing dashboards know, in milliseconds. */
export const COMPATIBILITY_BOUNDS_MS: readonly number[] = [5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000];
