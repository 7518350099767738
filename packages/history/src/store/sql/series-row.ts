import { createHash } from 'node:crypto';
import type { Selectable } from 'kysely';
import type { HistoryPoint, HistoryRun } from '../../model/history-run.js';
import type { SeriesKey, SeriesSummary } from '../../model/series.js';
import type { SeriesTable } from './tables.js';

/** Returns the series that a point of a run belongs to. */
export function seriesKeyOf(run: HistoryRun, { benchmark, unit, better }: HistoryPoint): SeriesKey {
  const { project, environment, branch } = run;
  return { project, benchmark, environment, branch, unit, better };
}

/** Returns a hash that is the same for the same series. */
export function hashOfSeries(key: SeriesKey): string {
  const { project, benchmark, environment, branch, unit, better } = key;
  const parts = JSON.stringify([project, benchmark, environment, branch ?? '', unit, better]);
  return createHash('sha256').update(parts).digest('hex').slice(0, 32);
}

export function seriesSummaryOf(row: Selectable<SeriesTable>): SeriesSummary {
  const { project, benchmark, environment, branch, unit, better } = row;
  return {
    project,
    benchmark,
    environment,
    branch: branch === '' ? null : branch,
    unit,
    better,
    pointCount: row.point_count,
    firstMs: row.first_ms,
    lastMs: row.last_ms,
  };
}
