import type { PercentileName } from '@perf-suite/schema';
import type { EnvironmentHistory } from '../history/environment-history.js';
import type { LevelChange, LevelOptions } from '../segmentation/level-changes.js';
import { ALL_BENCHMARKS, type Change, type ChangeOptions, ratioOf } from './change.js';
import { changesOfBenchmark } from './changes-of-benchmark.js';
import { disturbanceOf } from './disturbance.js';
import { fingerprintChanges } from './fingerprint-changes.js';
import { columnsByMachine, type MachineColumns } from './machine-columns.js';
import { machineMovement } from './machine-movement.js';
import type { OwnChange } from './own-changes.js';
import { withSharedNoise } from './shared-noise.js';
import { withoutRepetitions } from './without-repetitions.js';

/** A tail moves more by itself than a median: it takes more to say that the code moved it. */
const P95_P_VALUE_RATIO = 0.1;

/**
 * Returns all change points of an environment's history, oldest first: those of single benchmarks, after
 * what all benchmarks of the machine did together has been taken out, and those of the machine, whose
 * benchmark is {@link ALL_BENCHMARKS}. Machines with different fingerprints are analysed apart.
 */
export function findChanges(history: EnvironmentHistory, options: ChangeOptions): Change[] {
  const tails = new Map(columnsByMachine(history, 'p95').map((machine) => [machine.fingerprint, machine]));
  const found = columnsByMachine(history, 'p50').flatMap((machine) => {
    const disturbance = disturbanceOf(machine.benchmarks);
    const p50 = changesOfMachine(machine, { percentile: 'p50', options, disturbance, known: [] });
    const tail = tails.get(machine.fingerprint);
    const known = p50.steps;
    const p95 = tail && changesOfMachine(tail, { percentile: 'p95', options, disturbance, known });
    return [...p50.changes, ...(p95?.changes ?? [])];
  });
  const machines = fingerprintChanges(history, 'p50', options.fewestRuns);
  return withoutRepetitions([...machines, ...found]).sort((a, b) => a.atRun - b.atRun);
}

interface MachineContext {
  readonly percentile: PercentileName;
  readonly options: ChangeOptions;
  readonly disturbance: Float64Array;
  /** Steps of the machine that another percentile shows. */
  readonly known: readonly LevelChange[];
}

function changesOfMachine(
  machine: MachineColumns,
  { percentile, options, disturbance, known }: MachineContext,
): { changes: Change[]; steps: readonly LevelChange[] } {
  const levels: LevelOptions = {
    smallestShift: Math.log1p(options.minimumEffect[percentile]),
    largestPValue: options.largestPValue * (percentile === 'p95' ? P95_P_VALUE_RATIO : 1),
    fewestValues: options.fewestRuns,
  };
  const movement = machineMovement(machine.benchmarks, levels, options.isReference);
  const steps = [...known, ...movement.steps];
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
  const own = machine.benchmarks.flatMap((column, i) =>
    changesOfBenchmark(column, { movement: movement.besides(i), steps, disturbance, percentile }, levels).map(
      (change) => named(column.benchmark, change),
    ),
  );
  return {
    steps,
    changes: [
      ...movement.steps.map((step) => named(ALL_BENCHMARKS, machineChange(step))),
      ...withSharedNoise(own, machine.benchmarks.length),
    ],
  };
}

function machineChange({ at, shift, pValue }: LevelChange): OwnChange {
  return { kind: 'machine', shift, pValue, after: at - 1, at, surelyAfter: at - 1, surelyAt: at };
}
