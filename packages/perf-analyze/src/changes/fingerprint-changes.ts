import { hodgesLehmann, median } from '@perf-suite/perf-guard/statistics';
import type { PercentileName } from '@perf-suite/schema';
import type { EnvironmentHistory } from '../history/environment-history.js';
import { ALL_BENCHMARKS, type Change, ratioOf } from './change.js';

/** Runs before and after that show how large the change was. */
const NEARBY = 30;

/**
 * Returns where the machine became another: at least `fewest` runs in a row of one fingerprint, then of
 * another. Environments whose machines take turns have no such place. The size is that of the typical
 * benchmark (Hodges-Lehmann over benchmarks).
 */
export function fingerprintChanges(
  history: EnvironmentHistory,
  percentile: PercentileName,
  fewest: number,
): Omit<Change, 'unit'>[] {
  const changes: Omit<Change, 'unit'>[] = [];
  const { runs } = history;
  for (let at = fewest; at + fewest <= runs.length; at++) {
    const before = runs[at - 1]?.fingerprint;
    const after = runs[at]?.fingerprint;
    if (before === after) continue;
    const isLasting =
      runs.slice(at - fewest, at).every(({ fingerprint }) => fingerprint === before) &&
      runs.slice(at, at + fewest).every(({ fingerprint }) => fingerprint === after);
    const shift = isLasting ? typicalShift(history, percentile, at) : null;
    if (shift === null) continue;
    changes.push({
      benchmark: ALL_BENCHMARKS,
      percentile,
      kind: 'machine',
      ratio: ratioOf(shift),
      // The fingerprint says so: nothing is left to chance.
      pValue: 0,
      afterRun: at - 1,
      atRun: at,
      surelyAfterRun: at - 1,
      surelyAtRun: at,
      fingerprint: after as string,
    });
  }
  return changes;
}

function typicalShift(history: EnvironmentHistory, percentile: PercentileName, at: number) {
  const shifts = history.benchmarks.flatMap(({ percentiles }) => {
    const column = percentiles[percentile];
    if (column === null) return [];
    const split = column.runs.findIndex((run) => run >= at);
    if (split < 1) return [];
    const before = median(column.logs.subarray(Math.max(0, split - NEARBY), split));
    return [median(column.logs.subarray(split, split + NEARBY)) - before];
  });
  if (shifts.length === 1) {
    const [only = 0] = shifts;
    return { point: only, lower: only, upper: only, confidence: 0.95 };
  }
  return shifts.length === 0 ? null : hodgesLehmann(shifts, 0.95);
}
