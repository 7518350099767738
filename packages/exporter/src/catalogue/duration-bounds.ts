/**
 * Steps of a decade, about 13 equal ones on a logarithmic scale: each bound is at most 1.203 times the one before, so
 * that a step of 25 % lies in another bucket wherever it happens. 1, 2.5 and 5 are those of the compatibility histogram.
 */
const STEPS = [1, 1.2, 1.44, 1.73, 2.08, 2.5, 2.97, 3.54, 4.2, 5, 5.95, 7.07, 8.41];

/** Upper bounds from 1 ns to 10 s, in nanoseconds: for anything from an addition to an HTTP call. */
export const DURATION_BOUNDS_NS: readonly number[] = [
  ...[0, 1, 2, 3, 4, 5, 6, 7, 8, 9].flatMap((exponent) => STEPS.map((step) => Number(`${step}e${exponent}`))),
  1e10,
];

/** The bounds that existing dashboards know, in milliseconds. */
export const COMPATIBILITY_BOUNDS_MS: readonly number[] = [5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000];
