import { mannWhitney, median } from '@perf-suite/perf-guard/statistics';
import type { ByRun } from './common-movement.js';
import type { MachineColumn } from './machine-columns.js';

/** Runs on each side that are compared. */
const NEARBY = 30;
const LARGEST_P_VALUE = 0.01;
/** In logs: rounds that agree to 0.01 % are no different from rounds that agree entirely. */
const SMALLEST_ERROR = 1e-4;

/**
 * Returns how much each run was disturbed by other programs: the log of how much rounds differ at p50,
 * the median over benchmarks. NaN where rounds are not known.
 */
export function disturbanceOf(columns: readonly MachineColumn[]): ByRun {
  const runCount = columns[0]?.errors.length ?? 0;
  return Float64Array.from({ length: runCount }, (_, run) => {
    const errors = columns.map((column) => column.errors[run] as number).filter((error) => error > 0);
    return errors.length === 0 ? Number.NaN : median(errors.map((error) => Math.log(error + SMALLEST_ERROR)));
  });
}

/**
 * Returns whether the machine was disturbed more (or less) from a run on than before, in the direction of
 * the shift: then a longer tail says nothing about the code.
 * @param range the last run before, the first run behind
 */
export function isDisturbed(
  disturbance: ByRun,
  { after, at }: { readonly after: number; readonly at: number },
  direction: number,
): boolean {
  const known = (values: ByRun): Float64Array => values.filter((value) => !Number.isNaN(value));
  const before = known(disturbance.subarray(Math.max(0, after + 1 - NEARBY), after + 1));
  const behind = known(disturbance.subarray(at, at + NEARBY));
  if (before.length === 0 || behind.length === 0) return false;
  const sameDirection = Math.sign(median(behind) - median(before)) === Math.sign(direction);
  return sameDirection && mannWhitney(before, behind) <= LARGEST_P_VALUE;
}
