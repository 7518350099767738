/** How long a benchmark is measured in one round: head alone, or base and head together. */
export interface MeasuringTime {
  readonly timeMs: number;
  /** Up to so long while it gives fewer samples of each side; left out where `timeMs` is to be kept. */
  readonly longer?: { readonly ms: number; readonly samples: number };
}

/** A slow benchmark still gets this many samples, unless they take longer than {@link PATIENCE_MS}. */
const MINIMUM_SAMPLES = 5;
const PATIENCE_MS = 2000;

/** Returns how much longer a benchmark is to be measured that has so many samples of each side; 0 for no longer. */
export function timeLeftMs({ timeMs, longer }: MeasuringTime, spentMs: number, sampleCount: number): number {
  const longerMs = longer !== undefined && sampleCount < longer.samples ? longer.ms : timeMs;
  const wantedMs = sampleCount < MINIMUM_SAMPLES ? Math.max(longerMs, PATIENCE_MS) : longerMs;
  return Math.max(0, wantedMs - spentMs);
}
