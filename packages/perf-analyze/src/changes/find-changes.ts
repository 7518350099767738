import { PERCENTILES, type PercentileName } from '@perf-suite/schema';
import type { EnvironmentHistory } from '../history/environment-history.js';
import type { LevelChange, LevelOptions } from '../segmentation/level-changes.js';
import { noiseScale } from '../segmentation/noise-scale.js';
import { ALL_BENCHMARKS, type Change, type ChangeOptions, ratioOf } from './change.js';
import type { ByRun } from './common-movement.js';
import { fingerprintChanges } from './fingerprint-changes.js';
import { columnsByMachine, type MachineColumn, type MachineColumns } from './machine-columns.js';
import { machineMovement } from './machine-movement.js';
import { type OwnChange, ownChanges } from './own-changes.js';
import { withSharedNoise } from './shared-noise.js';
import { withoutRepetitions } from './without-repetitions.js';

/** Runs by which the places of one change may differ between series. */
const NEAR = 3;

/**
 * Returns all change points of an environment's history, oldest first: those of single benchmarks, after
 * what all benchmarks of the machine did together has been taken out, and those of the machine, whose
 * benchmark is {@link ALL_BENCHMARKS}. Machines with different fingerprints are analysed apart.
 */
export function findChanges(history: EnvironmentHistory, options: ChangeOptions): Change[] {
  const found = PERCENTILES.flatMap((percentile) => [
    ...fingerprintChanges(history, percentile, options.fewestRuns),
    ...columnsByMachine(history, percentile).flatMap((machine) =>
      changesOfMachine(machine, percentile, options),
    ),
  ]);
  return withoutRepetitions(found).sort((a, b) => a.atRun - b.atRun);
}

function changesOfMachine(
  machine: MachineColumns,
  percentile: PercentileName,
  { minimumEffect, largestPValue, fewestRuns, isReference }: ChangeOptions,
): Change[] {
  const smallestShift = Math.log1p(minimumEffect[percentile]);
  const levels: LevelOptions = { smallestShift, largestPValue, fewestValues: fewestRuns };
  const movement = machineMovement(machine.benchmarks, levels, isReference);
  const named = (benchmark: string, change: OwnChange): Change => ({
    benchmark,
    percentile,
    kind: change.kind,
    ratio: ratioOf(change.shift),
    pValue: change.pValue,
    afterRun: machine.runs[change.after] as number,
    atRun: machine.runs[change.at] as number,
    surelyAfterRun: machine.runs[Math.max(0, change.surelyAfter)] as number,
    surelyAtRun: machine.runs[Math.min(machine.runs.length - 1, change.surelyAt)] as number,
    fingerprint: machine.fingerprint,
  });
  return [
    ...movement.steps.map((step) => named(ALL_BENCHMARKS, machineChange(step))),
    ...withSharedNoise(
      machine.benchmarks.flatMap((column, i) =>
        changesOfBenchmark(column, movement.besides(i), movement.steps, levels).map((change) =>
          named(column.benchmark, change),
        ),
      ),
      machine.benchmarks.length,
    ),
  ];
}

function machineChange({ at, shift, pValue }: LevelChange): OwnChange {
  return { kind: 'machine', shift, pValue, after: at - 1, at, surelyAfter: at - 1, surelyAt: at };
}

/** Returns a benchmark's own changes, by places among the machine's runs. */
function changesOfBenchmark(
  column: MachineColumn,
  movement: ByRun,
  machineSteps: readonly LevelChange[],
  options: LevelOptions,
): OwnChange[] {
  const { values } = column;
  const places = [...values.keys()].filter((i) => !Number.isNaN(values[i]));
  const raw = Float64Array.from(places, (i) => values[i] as number);
  const own = raw.map((value, k) => value - (movement[places[k] as number] as number));
  const errors = Float64Array.from(places, (i) => column.errors[i] as number);
  // A benchmark that does not follow the machine would only get the others' noise.
  const follows =
    machineSteps.length > 0 || noiseScale({ values: own, errors }) < noiseScale({ values: raw, errors });
  const place = (index: number): number => places[Math.max(0, Math.min(places.length - 1, index))] as number;
  return ownChanges({ values: follows ? own : raw, errors }, options)
    .map((change) => ({
      ...change,
      after: place(change.after),
      at: place(change.at),
      surelyAfter: place(change.surelyAfter),
      surelyAt: place(change.surelyAt),
    }))
    .filter((change) => !isOfTheMachine(change, machineSteps));
}

/** A machine that changes all benchmarks by so much changes each of them by none of it up to twice as much. */
function isOfTheMachine(
  { kind, shift, surelyAfter, surelyAt }: OwnChange,
  machineSteps: readonly LevelChange[],
): boolean {
  const near = (step: LevelChange): boolean => step.at >= surelyAfter - NEAR && step.at <= surelyAt + NEAR;
  if (machineSteps.some((step) => near(step) && Math.abs(shift.point) <= Math.abs(step.shift.point))) {
    return true;
  }
  return kind === 'noise' && machineSteps.some(near);
}
