import type { ChangeEntry, Report } from '@perf-suite/schema';
import type { HistoryRun, RunSummary, RunVerdicts } from '../model/history-run.js';
import type { Series, SeriesSummary } from '../model/series.js';

/** A run file's bytes (they are kept, compressed), or where it stays; null where only the model is kept. */
export type RawSource = Uint8Array | { readonly path: string } | null;

/** What is left out matches all. A branch of null is that of a detached HEAD. */
export interface SeriesQuery {
  readonly project?: string;
  readonly benchmark?: string;
  readonly environment?: string;
  readonly branch?: string | null;
  /** Started at or after. */
  readonly sinceMs?: number;
  /** Started before. */
  readonly untilMs?: number;
}

export interface RunQuery extends Omit<SeriesQuery, 'benchmark'> {
  readonly commit?: string;
  readonly source?: string;
  /** The newest so many. */
  readonly limit?: number;
}

export interface ChangeQuery extends Pick<SeriesQuery, 'project' | 'benchmark' | 'environment' | 'branch'> {
  readonly state?: ChangeEntry['state'];
}

/** What may go; what no rule names stays. */
export interface GcPolicy {
  /** Runs that started before. */
  readonly runsBeforeMs?: number;
  /** The same, of runs on branches other than these. */
  readonly otherBranches?: { readonly than: readonly string[]; readonly beforeMs: number };
  /** Run files kept in the store of runs that started before; the runs stay. */
  readonly rawBeforeMs?: number;
  /** Counts only. */
  readonly dryRun?: boolean;
}

export interface GcResult {
  readonly runCount: number;
  readonly rawCount: number;
}

/** Keeps runs, verdicts and change points. What `add` has answered survives a crash of process and system. */
export interface HistoryStore {
  /** Takes in a run; one of an id that is there changes nothing. @throws {PerfError} `not-writable`, `unreachable` */
  add(run: HistoryRun, raw: RawSource): Promise<'added' | 'known'>;
  /** Takes in the verdicts of a run that may come before or after it; the newest report on a run counts. */
  addReport(report: Report): Promise<'added' | 'known'>;
  /** The same, of verdicts as another history keeps them. */
  addVerdicts(verdicts: RunVerdicts): Promise<'added' | 'known'>;
  /** Returns runs without their points, oldest first. */
  runs(query: RunQuery): Promise<RunSummary[]>;
  run(id: string): Promise<HistoryRun | null>;
  /** Returns the bytes of the run file as it was given; null where it is neither kept nor still at its path. */
  raw(id: string): Promise<Uint8Array | null>;
  seriesKeys(query: SeriesQuery): Promise<SeriesSummary[]>;
  /** Yields one series after the other, so that all of a history never have to be in memory. */
  series(query: SeriesQuery): AsyncIterable<Series>;
  /** Returns change points, first seen first. */
  changes(query: ChangeQuery): Promise<ChangeEntry[]>;
  /** Keeps change points, each in the place of the one of its id: all of them, or none. */
  putChanges(entries: readonly ChangeEntry[]): Promise<void>;
  gc(policy: GcPolicy): Promise<GcResult>;
  /** Returns what is wrong with the store, a sentence each. */
  check(): Promise<string[]>;
  /** Makes what is derived from the runs again; returns how many runs could be read. */
  repair(): Promise<number>;
  close(): Promise<void>;
}
