import { quantileInPlace } from '@perf-suite/perf-guard/statistics';

/** Values in the order measured, each with its standard error: 0 where that is not known. Both in the same unit. */
export interface Measured {
  readonly values: Float64Array;
  readonly errors: Float64Array;
}

/** Median of |x| of a standard Gaussian. */
const MEDIAN_SIZE = 0.6745;
const LAGS = [1, 2, 4, 8];
/** So many values for each place apart: with fewer, half of the differences could be those across one step. */
const VALUES_BY_LAG = 4;
const FEWEST_VALUES = 5;
/** A series whose noise is smaller is rounded, or made up; in logs: 0.05 %. */
const SMALLEST_SCALE = 5e-4;

/**
 * Returns the standard deviation of the values around their level, beyond what their own errors explain:
 * as the differences between values up to 8 places apart show it. A few steps do not inflate it, and
 * slow wandering is not missed as it would be by neighbours alone. In the values' unit; at least 0.0005.
 * A difference whose own variance is v is smaller than half of a Gaussian's at the scale s while
 * (size / 0.6745)^2 <= 2 s^2 + v: half of them are at the median of what this says of s^2.
 */
export function noiseScale({ values, errors }: Measured): number {
  let scale = SMALLEST_SCALE;
  for (const lag of LAGS) {
    if (values.length < Math.max(FEWEST_VALUES, lag === 1 ? 0 : VALUES_BY_LAG * lag)) break;
    const scales = new Float64Array(values.length - lag);
    for (let i = 0; i < scales.length; i++) {
      const size = (values[i + lag] as number) - (values[i] as number);
      const own = (errors[i] as number) ** 2 + (errors[i + lag] as number) ** 2;
      scales[i] = ((size / MEDIAN_SIZE) ** 2 - own) / 2;
    }
    scale = Math.max(scale, Math.sqrt(Math.max(0, quantileInPlace(scales, 0.5))));
  }
  return scale;
}

/** Returns the deviation of each value around its level: that of the series and its own error together. */
export function deviationsOf({ values, errors }: Measured): Float64Array {
  const scale = noiseScale({ values, errors });
  return errors.map((error) => Math.hypot(error, scale));
}
