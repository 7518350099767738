import type { EnvironmentHistory } from '../history/environment-history.js';
import { analyseWindow, type WindowChange } from './analyse-window.js';
import { type Change, type ChangeOptions, ratioOf } from './change.js';
import { type ComparableGroup, comparableGroups } from './comparable-groups.js';
import { fingerprintChanges } from './fingerprint-changes.js';
import { joinWindows } from './join-windows.js';
import { columnsByMachine, columnsOfRuns } from './machine-columns.js';
import { keyOfWindow, type WindowCache } from './window-cache.js';
import { windowsOf } from './windows.js';
import { withoutRepetitions } from './without-repetitions.js';

/**
 * Returns all change points of an environment's history, oldest first: those of single benchmarks, after
 * what all benchmarks of the machine did together has been taken out, and those of the machine, whose
 * benchmark is {@link ALL_BENCHMARKS}. Machines with different fingerprints are analysed apart, and long
 * histories in windows of 1,000 runs.
 * @param cache what is known of windows that did not change since; the result is the same without it
 */
export function findChanges(
  history: EnvironmentHistory,
  options: ChangeOptions,
  cache?: WindowCache,
): Change[] {
  const groups = comparableGroups(history);
  const found = groups.flatMap((group) => changesInGroup(group, options, cache));
  const [first] = groups;
  const machines =
    first === undefined
      ? []
      : fingerprintChanges(first.history, 'p50', options.fewestRuns).map((change) => ({
          ...change,
          unit: first.unit,
        }));
  return withoutRepetitions([...machines, ...found]).sort((a, b) => a.atRun - b.atRun);
}

function changesInGroup(
  { history, unit }: ComparableGroup,
  options: ChangeOptions,
  cache: WindowCache | undefined,
): Change[] {
  const tails = columnsByMachine(history, 'p95');
  return columnsByMachine(history, 'p50').flatMap((p50, i) => {
    const p95 = tails[i] as typeof p50;
    const windows = windowsOf(p50.runs.length).map((window) => {
      const columns = { p50: columnsOfRuns(p50, window), p95: columnsOfRuns(p95, window) };
      if (cache === undefined) return { window, changes: analyseWindow(columns, options) };
      const key = keyOfWindow(columns, options);
      const changes = cache.get(key) ?? analyseWindow(columns, options);
      cache.set(key, changes);
      return { window, changes };
    });
    return joinWindows(windows).map((change) => ({ ...placed(change, p50), unit }));
  });
}

/** Returns a change with the runs of the environment instead of those of its machine. */
function placed(
  { benchmark, percentile, kind, shift, pValue, after, at, surelyAfter, surelyAt }: WindowChange,
  { runs, fingerprint }: { readonly runs: Int32Array; readonly fingerprint: string },
): Omit<Change, 'unit'> {
  return {
    benchmark,
    percentile,
    kind,
    ratio: ratioOf(shift),
    pValue,
    afterRun: runs[after] as number,
    atRun: runs[at] as number,
    surelyAfterRun: runs[Math.max(0, surelyAfter)] as number,
    surelyAtRun: runs[Math.min(runs.length - 1, surelyAt)] as number,
    fingerprint,
  };
}
