import { mannWhitney, median } from '@perf-suite/perf-guard/statistics';
import type { ByRun } from './common-movement.js';

/** Runs before and after a step that show how far the others moved. */
const NEARBY = 20;
const LARGEST_P_VALUE = 0.05;
/** How far another benchmark has to move, at least and as a share of the step. */
const SMALLEST_MOVE = Math.log(1.1);
const SMALLEST_PART = 0.5;
/** Share of the others. */
const SMALLEST_SHARE = 0.5;

/**
 * Returns whether half of the other benchmarks moved by 10 % or more where a benchmark makes a step, and at
 * least half as far: no two benchmarks depend on a machine alike, so that what is left of such an upheaval
 * without the typical movement is a step up or down that the code did not make.
 * @param others their values by run; none where they say nothing about the machine
 * @param step its place among the runs, and its size in the values' unit
 */
export function isInUpheaval(
  others: readonly ByRun[],
  { at, shift }: { readonly at: number; readonly shift: number },
): boolean {
  const smallest = Math.max(SMALLEST_MOVE, SMALLEST_PART * Math.abs(shift));
  const moved = others.filter((values) => {
    const before = known(values, at - NEARBY, at);
    const after = known(values, at, at + NEARBY);
    if (before.length === 0 || after.length === 0) return false;
    if (Math.abs(median(after) - median(before)) < smallest) return false;
    return mannWhitney(before, after) < LARGEST_P_VALUE;
  });
  return others.length > 0 && moved.length >= SMALLEST_SHARE * others.length;
}

function known(values: ByRun, from: number, to: number): ByRun {
  return values.subarray(Math.max(0, from), to).filter((value) => !Number.isNaN(value));
}
