import { join } from 'node:path';
import type { ChangeEntry, HistoryStore } from '@perf-suite/history';
import type { AnalysisCache } from '../cache/analysis-cache.js';
import { type Change, type ChangeOptions, DEFAULT_CHANGE_OPTIONS } from '../changes/change.js';
import { findChanges } from '../changes/find-changes.js';
import type { EnvironmentHistory } from '../history/environment-history.js';
import { FEWEST_POINTS_KEPT } from '../history/read-histories.js';
import { CHANGES_FILE, readChangesFile, withDecisions } from '../life-cycle/changes-file.js';
import { withConfirmations } from '../life-cycle/confirmations.js';
import { updateEntries } from '../life-cycle/update-entries.js';
import { cacheOf, type HistoryFlags, historiesOf, keepsFound } from './history-flags.js';
import type { CommandIo } from './io.js';

/** One environment with its change points. */
export interface AnalysedHistory {
  readonly history: EnvironmentHistory;
  /** Oldest first. */
  readonly entries: readonly ChangeEntry[];
}

/** Analyses the histories that the flags name, and keeps in the store what is new, unless others share it: see `keepsFound`. */
export async function analyseStored(
  store: HistoryStore,
  flags: HistoryFlags,
  io: CommandIo,
  options: ChangeOptions = DEFAULT_CHANGE_OPTIONS,
): Promise<AnalysedHistory[]> {
  const decided = await readChangesFile(join(io.cwd, CHANGES_FILE));
  const cache = cacheOf(flags, io);
  const analysed: AnalysedHistory[] = [];
  const changed: ChangeEntry[] = [];
  for (const history of await historiesOf(store, flags, io)) {
    const { project, environment, branch } = history;
    const stored = await store.changes({ project, environment, branch });
    const ofHere = decided.filter(
      (entry) => entry.project === project && entry.environment === environment && entry.branch === branch,
    );
    const known = withDecisions(stored, ofHere);
    const found = await changesOf(history, options, cache);
    const updated = updateEntries(history, found, known, io.nowMs());
    const entries = await withConfirmations(store, updated.entries);
    const before = new Map(stored.map((entry) => [entry.id, JSON.stringify(entry)]));
    changed.push(...entries.filter((entry) => before.get(entry.id) !== JSON.stringify(entry)));
    analysed.push({ history, entries });
  }
  if (keepsFound(flags, io)) await store.putChanges(changed);
  return analysed;
}

async function changesOf(
  history: EnvironmentHistory,
  options: ChangeOptions,
  cache: AnalysisCache | undefined,
): Promise<Change[]> {
  const points = history.benchmarks.reduce(
    (sum, { percentiles }) => sum + (percentiles.p50?.runs.length ?? 0),
    0,
  );
  if (cache === undefined || points < FEWEST_POINTS_KEPT) return findChanges(history, options);
  const windows = await cache.windows(history);
  const found = findChanges(history, options, windows);
  await cache.keepWindows(windows);
  return found;
}
