/** How long a benchmark is measured in one round, in milliseconds: head alone, or base and head together. */
export interface MeasuringTime {
  readonly timeMs: number;
  /** Up to this long while it gives fewer than {@link WANTED_SAMPLES}; left out where `timeMs` is to be kept. */
  readonly longestMs?: number;
}

/**
 * What p95 needs in a round. With fewer, p50 of calls that take one of two times jumps between the two, and the rounds
 * that it then takes to decide cost far more than measuring longer in each.
 */
const WANTED_SAMPLES = 100;

/** A slow benchmark still gets this many samples, unless they take longer than {@link PATIENCE_MS}. */
const MINIMUM_SAMPLES = 5;
const PATIENCE_MS = 2000;

/** Returns how much longer a benchmark is to be measured that has so many samples of each side; 0 for no longer. */
export function timeLeftMs(time: MeasuringTime, spentMs: number, sampleCount: number): number {
  const { timeMs, longestMs = timeMs } = time;
  if (sampleCount < MINIMUM_SAMPLES) return Math.max(0, Math.max(longestMs, PATIENCE_MS) - spentMs);
  return Math.max(0, (sampleCount < WANTED_SAMPLES ? longestMs : timeMs) - spentMs);
}
