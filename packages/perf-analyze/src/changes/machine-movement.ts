import { median } from '@perf-suite/perf-guard/statistics';
import { type LevelChange, type LevelOptions, levelChanges } from '../segmentation/level-changes.js';
import { type ByRun, commonMovement, constantLevel, FEWEST_BENCHMARKS } from './common-movement.js';
import type { MachineColumn } from './machine-columns.js';

/** What the benchmarks of a machine did together, by run. */
export interface MachineMovement {
  /** How far all but the benchmark of the index are from their levels: its own changes do not count. */
  readonly besides: (index: number) => ByRun;
  /** Where all of them got slower or faster at once. */
  readonly steps: readonly LevelChange[];
}

/** Share of the benchmarks that has to follow a movement: else it is not the machine's. */
const SMALLEST_SHARE = 0.6;
/** With more benchmarks than this, one of them hardly moves the median of all. */
const MOST_LEFT_OUT = 40;
/** Runs before and after that show whether a benchmark followed. */
const NEARBY = 30;

/**
 * Returns what all benchmarks of one machine did together: a change of the machine, or of code that all
 * of them run, which cannot be told apart. Nothing where there are too few benchmarks to say.
 */
export function machineMovement(
  columns: readonly MachineColumn[],
  options: LevelOptions,
  isReference: ((benchmark: string) => boolean) | undefined,
): MachineMovement {
  const runCount = columns[0]?.values.length ?? 0;
  const chosen =
    isReference === undefined ? columns : columns.filter(({ benchmark }) => isReference(benchmark));
  const fewest = isReference === undefined ? FEWEST_BENCHMARKS : 1;
  if (chosen.length < fewest) {
    const none = new Float64Array(runCount);
    return { besides: () => none, steps: [] };
  }
  const byRun = chosen.map((column) => column.values);
  const levels = byRun.map(constantLevel);
  const values = commonMovement(byRun, levels, fewest);
  const measured = { values, errors: new Float64Array(runCount) };
  const steps = levelChanges(measured, options).filter((step) => isShared(step, chosen));
  const besides = (index: number): ByRun => {
    const own = chosen.indexOf(columns[index] as MachineColumn);
    if (own < 0 || chosen.length > MOST_LEFT_OUT || chosen.length === 1) return values;
    const others = (_: unknown, i: number): boolean => i !== own;
    return commonMovement(byRun.filter(others), levels.filter(others), Math.max(1, fewest - 1));
  };
  return { besides, steps };
}

/** True where most benchmarks moved in the same direction, at least half as far. */
function isShared({ at, shift }: LevelChange, columns: readonly MachineColumn[]): boolean {
  const followed = columns.filter(({ values }) => {
    const before = known(values.subarray(Math.max(0, at - NEARBY), at));
    const after = known(values.subarray(at, at + NEARBY));
    if (before.length === 0 || after.length === 0) return false;
    return (median(after) - median(before)) / shift.point >= 0.5;
  });
  return followed.length >= SMALLEST_SHARE * columns.length;
}

function known(values: Float64Array): Float64Array {
  return values.filter((value) => !Number.isNaN(value));
}
