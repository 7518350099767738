import type { LoadModel } from '@perf-suite/load';

/** Short enough that both sides see the same machine, long enough that most of it is not the start and the end. */
const SLICE_MS = 100;
/** A slice of an open loop has at least so many requests. */
const FEWEST_REQUESTS = 5;
/** A round has at least so many slices of each side, where its time allows it. */
const FEWEST_SLICES = 4;

/**
 * Returns the length of a slice, in milliseconds.
 * @param timeMs of all slices of a round together
 */
export function sliceLengthMs(model: LoadModel, timeMs: number, sideCount: number): number {
  const wantedMs =
    model.kind === 'open' ? Math.max(SLICE_MS, (FEWEST_REQUESTS * 1000) / model.ratePerSecond) : SLICE_MS;
  return Math.max(1, Math.min(wantedMs, timeMs / (sideCount * FEWEST_SLICES)));
}
