/** What of the values a chart's axis shows. */
export interface ValueRange {
  /** The least and the largest value that is shown. */
  readonly low: number;
  readonly high: number;
  /** With some room above and below. */
  readonly axis: readonly [number, number];
  /** Wild values that would leave the others no room. */
  readonly beyondCount: number;
}

/** How often the width of nearly all values a wild one is away from them. */
const WILD = 2;
const ROOM = 0.08;

/** Returns the range of the values between two places, the second one not among them. */
export function valueRange(values: Float32Array, from: number, to: number): ValueRange {
  const sorted = values.slice(from, to).sort();
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? 0;
  const width = at(0.98) - at(0.02);
  const [least, most] = [at(0.02) - WILD * width, at(0.98) + WILD * width];
  const kept = width > 0 ? sorted.filter((value) => value >= least && value <= most) : sorted;
  const [low, high] = [kept[0] ?? 0, kept.at(-1) ?? 0];
  const room = high > low ? (high - low) * ROOM : Math.abs(high) * ROOM || 1;
  return { low, high, axis: [low - room, high + 2 * room], beyondCount: sorted.length - kept.length };
}
