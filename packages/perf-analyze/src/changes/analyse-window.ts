import type { PercentileName } from '@perf-suite/schema';
import type { LevelChange, LevelOptions } from '../segmentation/level-changes.js';
import { ALL_BENCHMARKS, type ChangeOptions } from './change.js';
import { changesOfBenchmark, type MachineState } from './changes-of-benchmark.js';
import { FEWEST_BENCHMARKS } from './common-movement.js';
import { disturbanceOf } from './disturbance.js';
import type { MachineColumns } from './machine-columns.js';
import { machineMovement } from './machine-movement.js';
import type { OwnChange } from './own-changes.js';
import { withSharedNoise } from './shared-noise.js';

/** A change by its places among the runs of one machine. */
export interface WindowChange extends OwnChange {
  readonly benchmark: string;
  readonly percentile: PercentileName;
}

/** Both percentiles of all benchmarks over the same runs of one machine. */
export type WindowColumns = Readonly<Record<PercentileName, MachineColumns>>;

/** A tail moves more by itself than a median: it takes more to say that the code moved it. */
const P95_P_VALUE_RATIO = 0.1;

/** Returns all changes over some runs of one machine: it depends on these runs and the options alone. */
export function analyseWindow({ p50, p95 }: WindowColumns, options: ChangeOptions): WindowChange[] {
  const disturbance = disturbanceOf(p50.benchmarks);
  const middles = changesOfPercentile(p50, { percentile: 'p50', options, disturbance, known: [] });
  const tails = changesOfPercentile(p95, {
    percentile: 'p95',
    options,
    disturbance,
    known: middles.steps,
  });
  return [...middles.changes, ...tails.changes];
}

interface Context {
  readonly percentile: PercentileName;
  readonly options: ChangeOptions;
  readonly disturbance: Float64Array;
  /** Steps of the machine that another percentile shows. */
  readonly known: readonly LevelChange[];
}

function changesOfPercentile(
  { benchmarks }: MachineColumns,
  { percentile, options, disturbance, known }: Context,
): { changes: WindowChange[]; steps: readonly LevelChange[] } {
  const levels: LevelOptions = {
    smallestShift: Math.log1p(options.minimumEffect[percentile]),
    largestPValue: options.largestPValue * (percentile === 'p95' ? P95_P_VALUE_RATIO : 1),
    fewestValues: options.fewestRuns,
  };
  const movement = machineMovement(benchmarks, levels, options.isReference);
  const steps = [...known, ...movement.steps];
  const own = benchmarks.flatMap((column, i) => {
    const others = benchmarks.length < FEWEST_BENCHMARKS ? [] : benchmarks.filter((_, k) => k !== i);
    const state: MachineState = {
      movement: movement.besides(i),
      steps,
      disturbance,
      percentile,
      others: others.map(({ values }) => values),
    };
    return changesOfBenchmark(column, state, levels).map(
      (change): WindowChange => ({ ...change, benchmark: column.benchmark, percentile }),
    );
  });
  const ofMachine = movement.steps.map(
    (step): WindowChange => ({ ...machineChange(step), benchmark: ALL_BENCHMARKS, percentile }),
  );
  return { steps, changes: [...ofMachine, ...withSharedNoise(own, benchmarks.length)] };
}

function machineChange({ at, shift, pValue }: LevelChange): OwnChange {
  return { kind: 'machine', shift, pValue, after: at - 1, at, surelyAfter: at - 1, surelyAt: at };
}
