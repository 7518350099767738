/**
 * What measured times pass through, taken when the worker starts, before anything of the user's is loaded: the user's
 * code may replace these, and so change its own times.
 */
const own = globalThis;

export const toNumber: (value: bigint) => number = own.Number;
export const OwnFunction: FunctionConstructor = own.Function;
export const OwnFloat64Array: Float64ArrayConstructor = own.Float64Array;
export const OwnUint8Array: Uint8ArrayConstructor = own.Uint8Array;
export const { abs, max, min } = own.Math;
