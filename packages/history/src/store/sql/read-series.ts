import { PerfError } from '@perf-suite/schema';
import type { Kysely, Selectable } from 'kysely';
import type { Series, SeriesPoint } from '../../model/series.js';
import type { SeriesQuery } from '../history-store.js';
import { bytesOf } from './bytes-of.js';
import { type PackedPoint, unpackPoints } from './point-chunk.js';
import type { RunFacts } from './run-facts.js';
import { seriesSummaryOf } from './series-row.js';
import type { SeriesTable, Tables } from './tables.js';

/** Returns the series that a query names and that have points in its time, by benchmark. */
export function selectSeries(db: Kysely<Tables>, query: SeriesQuery): Promise<Selectable<SeriesTable>[]> {
  const { project, benchmark, environment, branch, sinceMs, untilMs } = query;
  let select = db.selectFrom('series').selectAll().where('point_count', '>', 0);
  if (project !== undefined) select = select.where('project', '=', project);
  if (benchmark !== undefined) select = select.where('benchmark', '=', benchmark);
  if (environment !== undefined) select = select.where('environment', '=', environment);
  if (branch !== undefined) select = select.where('branch', '=', branch ?? '');
  if (sinceMs !== undefined) select = select.where('last_ms', '>=', sinceMs);
  if (untilMs !== undefined) select = select.where('first_ms', '<', untilMs);
  return select
    .orderBy('project')
    .orderBy('benchmark')
    .orderBy('environment')
    .orderBy('branch')
    .orderBy('id')
    .execute();
}

/** Returns a series with its points, oldest first. @throws {PerfError} `bad-file` when its bytes are damaged */
export async function readSeries(
  db: Kysely<Tables>,
  wanted: {
    readonly row: Selectable<SeriesTable>;
    readonly facts: ReadonlyMap<number, RunFacts>;
    readonly query: Pick<SeriesQuery, 'sinceMs' | 'untilMs'>;
  },
): Promise<Series> {
  const { row, facts, query } = wanted;
  const { pointCount, firstMs, lastMs, ...key } = seriesSummaryOf(row);
  const packed = await readPackedPoints(db, row);
  const points: SeriesPoint[] = [];
  for (const point of packed) {
    const run = facts.get(point.runSeq);
    // Removed since; or added after the facts were read.
    if (run === undefined) continue;
    if (run.startedAtMs < (query.sinceMs ?? 0)) continue;
    if (run.startedAtMs >= (query.untilMs ?? Number.POSITIVE_INFINITY)) continue;
    points.push(seriesPointOf(point, run));
  }
  return { ...key, points: points.sort((a, b) => a.startedAtMs - b.startedAtMs) };
}

/** Returns a series' points in the order in which they were added. @throws {PerfError} `bad-file` */
export async function readPackedPoints(
  db: Kysely<Tables>,
  { id, benchmark }: Pick<Selectable<SeriesTable>, 'id' | 'benchmark'>,
): Promise<PackedPoint[]> {
  const chunks = await db
    .selectFrom('point_chunk')
    .select('data')
    .where('series_id', '=', id)
    .orderBy('number')
    .execute();
  try {
    return chunks.flatMap(({ data }) => unpackPoints(bytesOf(data)));
  } catch (cause) {
    throw new PerfError('bad-file', `the points of ${JSON.stringify(benchmark)} are damaged`, {
      hint: 'perf-history check --repair makes them again of the runs.',
      cause,
    });
  }
}

function seriesPointOf(point: PackedPoint, run: RunFacts): SeriesPoint {
  const { p50, p95, roundP50, roundP95, spread, fingerprintIndex } = point;
  const { id, startedAtMs, commit, fingerprints, evidence, state, dirty } = run;
  return {
    run: id,
    startedAtMs,
    commit,
    fingerprint: fingerprints[fingerprintIndex] ?? '',
    evidence,
    state,
    dirty,
    p50,
    p95,
    roundP50,
    roundP95,
    spread,
  };
}
