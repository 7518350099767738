import type { HistoryPoint, HistoryRun } from './history-run.js';

/** What makes one series of its own. */
export interface SeriesKey {
  readonly project: string;
  readonly benchmark: string;
  readonly environment: string;
  readonly branch: string | null;
  readonly unit: string;
  readonly better: HistoryPoint['better'];
}

/** One benchmark in one run, with what analysis needs of the run. */
export interface SeriesPoint
  extends Pick<HistoryPoint, 'p50' | 'p95' | 'roundP50' | 'roundP95' | 'spread'>,
    Pick<HistoryRun, 'startedAtMs' | 'commit' | 'fingerprint' | 'evidence' | 'state' | 'dirty'> {
  readonly run: string;
}

/** One benchmark in one environment on one branch, oldest first. */
export interface Series extends SeriesKey {
  readonly points: readonly SeriesPoint[];
}

/** A series without its points: how many there are, and when they were measured. */
export interface SeriesSummary extends SeriesKey {
  readonly pointCount: number;
  readonly firstMs: number;
  readonly lastMs: number;
}
