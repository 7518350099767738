import { median } from '@perf-suite/perf-guard/statistics';
import type { PercentileName } from '@perf-suite/schema';
import { picked } from '../history/picked.js';
import type { LevelChange, LevelOptions } from '../segmentation/level-changes.js';
import { noiseScale } from '../segmentation/noise-scale.js';
import type { ByRun } from './common-movement.js';
import { isDisturbed } from './disturbance.js';
import type { MachineColumn } from './machine-columns.js';
import { type OwnChange, ownChanges } from './own-changes.js';
import { isInUpheaval } from './upheaval.js';

/** What a benchmark's machine did. */
export interface MachineState {
  /** By run, how far the other benchmarks are from their levels. */
  readonly movement: ByRun;
  /** Where all benchmarks changed at once. */
  readonly steps: readonly LevelChange[];
  /** By run, the log of how much other programs disturbed it; NaN where not known. */
  readonly disturbance: ByRun;
  readonly percentile: PercentileName;
  /** The values of the other benchmarks that show what the machine does; none where too few are there. */
  readonly others: readonly ByRun[];
}

/** Runs by which the places of one change may differ between series. */
const NEAR = 3;

/** Returns a benchmark's own changes, by places among the machine's runs, without those that are the machine's. */
export function changesOfBenchmark(
  column: MachineColumn,
  machine: MachineState,
  options: LevelOptions,
): OwnChange[] {
  const places = placesOf(column.values);
  const atPlaces = (byRun: ByRun): Float64Array => picked(byRun, places);
  const raw = atPlaces(column.values);
  const errors = atPlaces(column.errors);
  const movement = atPlaces(machine.movement);
  const own = raw.map((value, k) => value - (movement[k] as number));
  // A benchmark that does not follow the machine would only get the others' noise.
  const follows =
    machine.steps.length > 0 || noiseScale({ values: own, errors }) < noiseScale({ values: raw, errors });
  const measured = { values: follows ? own : raw, errors };
  const place = (index: number): number => places[Math.max(0, Math.min(places.length - 1, index))] as number;
  return ownChanges(measured, options, aroundZero(atPlaces(machine.disturbance)))
    .map((change) => ({
      ...change,
      after: place(change.after),
      at: place(change.at),
      surelyAfter: place(change.surelyAfter),
      surelyAt: place(change.surelyAt),
    }))
    .filter((change) => !isOfTheMachine(change, machine));
}

/** Returns the runs that a benchmark has. */
function placesOf(values: ByRun): Int32Array {
  const places = new Int32Array(values.length);
  let count = 0;
  for (let i = 0; i < values.length; i++) if (!Number.isNaN(values[i])) places[count++] = i;
  return places.subarray(0, count);
}

/**
 * A machine that changes all benchmarks by so much changes each of them by none of it up to twice as much,
 * which is also what is left of it where it was taken out; and more, where it changed them a lot. Where other programs disturb the runs
 * more, tails get longer: p50 withstands that, p95 does not.
 */
function isOfTheMachine(change: OwnChange, machine: MachineState): boolean {
  const { steps, disturbance, percentile, others } = machine;
  const { kind, at, shift, surelyAfter, surelyAt } = change;
  const near = steps.filter((step) => step.at >= surelyAfter - NEAR && step.at <= surelyAt + NEAR);
  if (kind === 'noise') return near.length > 0;
  const times = percentile === 'p95' ? 2 : 1;
  if (near.some((step) => Math.abs(shift.point) <= times * Math.abs(step.shift.point))) return true;
  if (isInUpheaval(others, { at, shift: shift.point })) return true;
  return percentile === 'p95' && isDisturbed(disturbance, change, shift.point);
}

/** Returns logs with their median taken off; 0 where there is none. */
function aroundZero(logs: Float64Array): Float64Array {
  const known = logs.filter((log) => !Number.isNaN(log));
  const middle = known.length === 0 ? 0 : median(known);
  return logs.map((log) => (Number.isNaN(log) ? 0 : log - middle));
}
