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
