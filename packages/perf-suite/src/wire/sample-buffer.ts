import { OwnFloat64Array, OwnUint8Array } from './own-built-ins.js';

/** Durations of one slice, kept in arrays made once: storing a sample makes no garbage. */
export interface SampleBuffer {
  readonly head: Float64Array;
  readonly base: Float64Array | null;
  readonly headFirst: Uint8Array | null;
  count: number;
  /** The slice ends at this count. */
  limit: number;
}

/** More samples than this in one slice end it early. */
export const BUFFER_CAPACITY = 16_384;

/** What a step says it took once the buffer is full, so that its slice ends: longer than any duration. */
export const FULL_NS = 1e15;

export function createSampleBuffer(paired: boolean): SampleBuffer {
  return {
    head: new OwnFloat64Array(BUFFER_CAPACITY),
    base: paired ? new OwnFloat64Array(BUFFER_CAPACITY) : null,
    headFirst: paired ? new OwnUint8Array(BUFFER_CAPACITY) : null,
    count: 0,
    limit: BUFFER_CAPACITY,
  };
}
