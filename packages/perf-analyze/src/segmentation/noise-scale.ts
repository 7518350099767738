import { median } from '@perf-suite/perf-guard/statistics';

/** Values in the order measured, each with its standard error: 0 where that is not known. Both in the same unit. */
export interface Measured {
  readonly values: Float64Array;
  readonly errors: Float64Array;
}

/** Median of |x| of a standard Gaussian. */
const MEDIAN_SIZE = 0.6745;
const LAGS = [1, 2, 4, 8];
/** A series whose noise is smaller is rounded, or made up; in logs: 0.05 %. */
const SMALLEST_SCALE = 5e-4;

/**
 * Returns the standard deviation of the values around their level, beyond what their own errors explain:
 * as the differences between values up to 8 places apart show it. A few steps do not inflate it, and
 * slow wandering is not missed as it would be by neighbours alone. In the values' unit; at least 0.0005.
 */
export function noiseScale({ values, errors }: Measured): number {
  let scale = SMALLEST_SCALE;
  for (const lag of LAGS) {
    if (values.length < lag + 4) break;
    const sizes = new Float64Array(values.length - lag);
    const variances = new Float64Array(values.length - lag);
    for (let i = 0; i < sizes.length; i++) {
      sizes[i] = Math.abs((values[i + lag] as number) - (values[i] as number));
      variances[i] = (errors[i] as number) ** 2 + (errors[i + lag] as number) ** 2;
    }
    scale = Math.max(scale, scaleOfDifferences(sizes, variances));
  }
  return scale;
}

/** Returns the deviation of each value around its level: that of the series and its own error together. */
export function deviationsOf({ values, errors }: Measured): Float64Array {
  const scale = noiseScale({ values, errors });
  return errors.map((error) => Math.hypot(error, scale));
}

/** Returns the scale at which half of the differences are smaller than half of a Gaussian's would be. By bisection. */
function scaleOfDifferences(sizes: Float64Array, variances: Float64Array): number {
  const isTooSmall = (scale: number): boolean => {
    const standard = sizes.map((size, i) => size / Math.sqrt(2 * scale * scale + (variances[i] as number)));
    return median(standard) > MEDIAN_SIZE;
  };
  let low = 0;
  let high = median(sizes) / MEDIAN_SIZE / Math.SQRT2;
  if (high === 0) return 0;
  for (let step = 0; step < 12; step++) {
    const middle = (low + high) / 2;
    if (isTooSmall(middle)) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
