import type { Allocation } from '@perf-suite/schema';
import { median } from '../../wire/median.js';

/** Batches that differ by more than this, and by this share, say nothing of a call. */
const STEADY_WITHIN = { bytes: 64, ratio: 0.25 };

/**
 * What a call allocated, by one batch. `heapBytes` is NaN where it could not be read, `externalBytes` null where a
 * collection may have freed such memory meanwhile.
 */
export interface Reading {
  readonly heapBytes: number;
  readonly externalBytes: number | null;
}

/** Returns what a call allocates by several batches of it; or why they do not tell. */
export function allocationFrom(readings: readonly Reading[]): Allocation {
  const heap = readings.map(({ heapBytes }) => heapBytes).filter((bytes) => !Number.isNaN(bytes));
  const external = readings.flatMap(({ externalBytes }) => (externalBytes === null ? [] : [externalBytes]));
  if (heap.length === 0) return { notMeasured: 'garbage was collected while it was read, each time' };
  if (external.length === 0)
    return {
      notMeasured: 'it allocates array buffers, and garbage was collected while it was read, each time',
    };
  const [heapBytes, externalBytes] = [steady(heap), steady(external)];
  if (heapBytes === null || externalBytes === null)
    return { notMeasured: 'its calls allocate different amounts, so that batches of them do not agree' };
  return { heapBytes, externalBytes };
}

/** The median, to a hundredth of a byte; null where the middle third does not agree on it, or memory was given back. */
function steady(bytes: readonly number[]): number | null {
  const sorted = [...bytes].sort((a, b) => a - b);
  // Array buffers that earlier collections found to be garbage are freed meanwhile, in any batch.
  const cut = Math.floor(sorted.length / 3);
  const middle = median(sorted);
  const spread = (sorted.at(-1 - cut) as number) - (sorted[cut] as number);
  const allowed = Math.max(STEADY_WITHIN.bytes, STEADY_WITHIN.ratio * middle);
  if (spread > allowed || middle < -STEADY_WITHIN.bytes) return null;
  return Math.max(0, Math.round(middle * 100) / 100);
}
