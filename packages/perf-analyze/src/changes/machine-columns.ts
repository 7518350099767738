import type { PercentileName } from '@perf-suite/schema';
import type { Column, EnvironmentHistory } from '../history/environment-history.js';
import type { ByRun } from './common-movement.js';

/** One percentile of all benchmarks over the runs of one machine. */
export interface MachineColumns {
  readonly fingerprint: string;
  /** The machine's runs, as indices of the environment's. */
  readonly runs: Int32Array;
  readonly benchmarks: readonly MachineColumn[];
}

/** One benchmark by the machine's runs: NaN where a run does not have it. */
export interface MachineColumn {
  readonly benchmark: string;
  readonly values: ByRun;
  readonly errors: ByRun;
}

/** Returns the columns of each machine on its own: levels of different machines say nothing about each other. */
export function columnsByMachine(history: EnvironmentHistory, percentile: PercentileName): MachineColumns[] {
  const runsOf = new Map<string, number[]>();
  history.runs.forEach(({ fingerprint }, i) => {
    const runs = runsOf.get(fingerprint);
    if (runs === undefined) runsOf.set(fingerprint, [i]);
    else runs.push(i);
  });
  return [...runsOf].map(([fingerprint, runs]) => {
    const place = new Int32Array(history.runs.length).fill(-1);
    runs.forEach((run, i) => {
      place[run] = i;
    });
    const benchmarks = history.benchmarks.flatMap(({ benchmark, percentiles }) => {
      const column = percentiles[percentile];
      return column === null ? [] : (placed(benchmark, column, place, runs.length) ?? []);
    });
    return { fingerprint, runs: Int32Array.from(runs), benchmarks };
  });
}

/** Returns the columns over some of the machine's runs: a view, without the benchmarks that have none of them. */
export function columnsOfRuns(
  { fingerprint, runs, benchmarks }: MachineColumns,
  { from, to }: { readonly from: number; readonly to: number },
): MachineColumns {
  return {
    fingerprint,
    runs: runs.subarray(from, to),
    benchmarks: benchmarks.flatMap(({ benchmark, values, errors }) => {
      const own = values.subarray(from, to);
      if (own.every(Number.isNaN)) return [];
      return [{ benchmark, values: own, errors: errors.subarray(from, to) }];
    }),
  };
}

function placed(
  benchmark: string,
  column: Column,
  place: Int32Array,
  runCount: number,
): MachineColumn | null {
  const values = new Float64Array(runCount).fill(Number.NaN);
  const errors = new Float64Array(runCount).fill(Number.NaN);
  let count = 0;
  for (let i = 0; i < column.runs.length; i++) {
    const at = place[column.runs[i] as number] as number;
    if (at < 0) continue;
    values[at] = column.logs[i] as number;
    errors[at] = column.errors[i] as number;
    count += 1;
  }
  return count === 0 ? null : { benchmark, values, errors };
}
