import { median } from '@perf-suite/perf-guard/statistics';
import type { Measured } from './noise-scale.js';

/** A value whose deviation is this many times the typical one says little next to the others. */
const LARGEST_DEVIATION = 2;

/** Returns the level of each value: that of its segment between the boundaries. */
export function levelsOf(
  { values }: Measured,
  deviations: Float64Array,
  boundaries: readonly number[],
): Float64Array {
  const levels = new Float64Array(values.length);
  let start = 0;
  for (const end of [...boundaries, values.length]) {
    if (end > start) levels.fill(median(certainValues(values, deviations, start, end)), start, end);
    start = end;
  }
  return levels;
}

/** Returns the values of a stretch without those that are much less certain than most of it. */
export function certainValues(
  values: Float64Array,
  deviations: Float64Array,
  from: number,
  to: number,
): Float64Array {
  const own = deviations.subarray(from, to);
  const most = LARGEST_DEVIATION * median(own);
  return values.subarray(from, to).filter((_, i) => (own[i] as number) <= most);
}

/**
 * Returns the level around each value: the median of it and of so many before and after it, without those
 * that are much less certain, as {@link certainValues} leaves them out. O(n width^2), without any garbage.
 */
export function levelsAround(values: Float64Array, deviations: Float64Array, width: number): Float64Array {
  const levels = new Float64Array(values.length);
  const sorted = new Float64Array(2 * width + 1);
  for (let i = 0; i < values.length; i++) {
    const from = Math.max(0, i - width);
    const to = Math.min(values.length, i + width + 1);
    let count = 0;
    for (let k = from; k < to; k++) count = insertSorted(sorted, count, deviations[k] as number);
    const most = LARGEST_DEVIATION * middleOf(sorted, count);
    count = 0;
    for (let k = from; k < to; k++) {
      if ((deviations[k] as number) <= most) count = insertSorted(sorted, count, values[k] as number);
    }
    levels[i] = middleOf(sorted, count);
  }
  return levels;
}

/** Puts a value into its place among the first `count`, and returns how many there are then. */
function insertSorted(sorted: Float64Array, count: number, value: number): number {
  let place = count;
  for (; place > 0 && (sorted[place - 1] as number) > value; place--) {
    sorted[place] = sorted[place - 1] as number;
  }
  sorted[place] = value;
  return count + 1;
}

function middleOf(sorted: Float64Array, count: number): number {
  const lower = sorted[(count - 1) >> 1] as number;
  const upper = sorted[count >> 1] as number;
  return lower + 0.5 * (upper - lower);
}
