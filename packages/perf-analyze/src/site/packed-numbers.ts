import { ERROR_STEP } from './site-data.js';

const LARGEST_FLOAT32 = 3.4e38;
const MOST_STEPS = 65_535;

/** Returns numbers as base64 of their bytes, as all browsers read them: little-endian. */
export function packed(values: Float32Array | Float64Array | Int32Array | Uint16Array | Uint8Array): string {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64');
}

/** Returns values with seven digits; those beyond what these can hold are the largest. */
export function float32(count: number, valueAt: (index: number) => number): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => Math.min(valueAt(i), LARGEST_FLOAT32));
}

/** Returns standard errors in steps; those of more than 65 % are the largest. */
export function errorSteps(errors: Float64Array): Uint16Array {
  return Uint16Array.from(errors, (error) => Math.min(MOST_STEPS, Math.round(error / ERROR_STEP)));
}
