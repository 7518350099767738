import { mannWhitney, median, twoModes } from '@perf-suite/perf-guard/statistics';

/** How near a mode has to be to the old level to be the same, as a share of the distance between the modes. */
const SAME_LEVEL = 0.2;

/**
 * Returns how far the new mode lies above the old level, in the values' unit, where the values behind a
 * step fall into two groups, one of them at the level before it: then the benchmark has not moved, but
 * alternates. Null where it has moved.
 */
export function newModeBehind(before: Float64Array, after: Float64Array, smallestGap: number): number | null {
  const modes = twoModes(after.subarray(0, MOST_VALUES), smallestGap);
  if (modes === null || twoModes(before.subarray(-MOST_VALUES), smallestGap) !== null) return null;
  const level = median(before);
  const gap = modes.upper - modes.lower;
  if (Math.abs(modes.lower - level) <= SAME_LEVEL * gap) return gap;
  return Math.abs(modes.upper - level) <= SAME_LEVEL * gap ? -gap : null;
}

/** Two states that a benchmark has begun to alternate between. */
export interface TwoModeStart {
  /** Index of the first value in the mode that was not there before. */
  readonly at: number;
  /** How far the modes are apart, in the values' unit; positive where the new mode lies above. */
  readonly gap: number;
  readonly pValue: number;
}

const FEWEST_BEFORE = 20;
const FEWEST_AFTER = 12;
const MOST_VALUES = 200;

/**
 * Returns where the values of one level begin to fall into two groups, after at least 20 in one of them;
 * null where they do not, or always did.
 * @param smallestGap smallest distance of the modes that counts, in the values' unit
 */
export function twoModeStart(values: Float64Array, smallestGap: number): TwoModeStart | null {
  const offset = Math.max(0, values.length - MOST_VALUES);
  const recent = values.subarray(offset);
  const modes = twoModes(recent, smallestGap);
  if (modes === null) return null;
  const middle = (modes.lower + modes.upper) / 2;
  const isUpper = [...recent].map((value) => value > middle);
  const at = isUpper.findIndex((upper) => upper !== isUpper[0]);
  if (at < FEWEST_BEFORE || recent.length - at < FEWEST_AFTER) return null;
  const sign = isUpper[0] ? -1 : 1;
  return {
    at: at + offset,
    gap: sign * (modes.upper - modes.lower),
    pValue: mannWhitney(recent.subarray(0, at), recent.subarray(at)),
  };
}
