import { gzipSync } from 'node:zlib';
import { type Kysely, sql, type Transaction } from 'kysely';
import type { HistoryRun } from '../../model/history-run.js';
import { compressJson } from '../compressed-json.js';
import type { RawSource } from '../history-store.js';
import type { DatabaseKind } from './migrations.js';
import { CHUNK_SIZE, packPoint } from './point-chunk.js';
import { hashOfSeries, seriesKeyOf } from './series-row.js';
import type { Tables } from './tables.js';

/** Rows a statement, far below the number of values that one may have. */
const ROWS_AT_ONCE = 500;

/** Adds a run with its points, all or nothing, and returns false where its id is there already. */
export async function addRun(
  db: Kysely<Tables>,
  kind: DatabaseKind,
  { run, raw }: { readonly run: HistoryRun; readonly raw: RawSource },
): Promise<boolean> {
  // Outside of the transaction: others wait for it.
  const document = compressJson(run);
  const file =
    raw === null
      ? null
      : raw instanceof Uint8Array
        ? { path: null, bytes: compressed(raw) }
        : { path: raw.path, bytes: null };
  return db.transaction().execute(async (tx) => {
    await oneWriterAtATime(tx, kind);
    const seq = await insertRun(tx, run);
    if (seq === null) return false;
    await tx.insertInto('run_document').values({ run_seq: seq, document }).execute();
    if (file !== null) {
      await tx
        .insertInto('run_file')
        .values({ run_seq: seq, ...file })
        .execute();
    }
    await insertPoints(tx, kind, { seq, run });
    return true;
  });
}

/** SQLite's transactions are so anyway; in PostgreSQL two runs of the same series could else wait for each other. */
export async function oneWriterAtATime(tx: Transaction<Tables>, kind: DatabaseKind): Promise<void> {
  if (kind === 'postgres') await sql`select pg_advisory_xact_lock(7373, 1)`.execute(tx);
}

/** Returns the run's fingerprints: its own, then those of other machines that measured a part of it. */
function fingerprintsOf({ fingerprint, points }: HistoryRun): string[] {
  return [...new Set([fingerprint, ...points.map((point) => point.fingerprint ?? fingerprint)])];
}

async function insertRun(tx: Transaction<Tables>, run: HistoryRun): Promise<number | null> {
  const { points, ...summary } = run;
  const row = await tx
    .insertInto('run')
    .values({
      id: run.id,
      project: run.project,
      source: run.source,
      started_at_ms: run.startedAtMs,
      commit_id: run.commit,
      branch: run.branch,
      dirty: run.dirty ? 1 : 0,
      environment: run.environment,
      state: run.state,
      evidence: run.evidence,
      fingerprints: JSON.stringify(fingerprintsOf(run)),
      summary: JSON.stringify({ ...summary, pointCount: points.length }),
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning('seq')
    .executeTakeFirst();
  return row?.seq ?? null;
}

/** Adds the points of a run that is there to their series. */
export async function insertPoints(
  tx: Transaction<Tables>,
  kind: DatabaseKind,
  { seq, run }: { readonly seq: number; readonly run: HistoryRun },
): Promise<void> {
  const fingerprints = fingerprintsOf(run);
  for (let start = 0; start < run.points.length; start += ROWS_AT_ONCE) {
    const points = run.points.slice(start, start + ROWS_AT_ONCE);
    const keys = points.map((point) => hashOfSeries(seriesKeyOf(run, point)));
    const seriesByKey = await countIntoSeries(tx, run, { points, keys });
    const chunks = points.map((point, i) => {
      const { id, pointCount } = seriesByKey.get(keys[i] as string) as { id: number; pointCount: number };
      const fingerprintIndex = fingerprints.indexOf(point.fingerprint ?? run.fingerprint);
      return {
        series_id: id,
        number: Math.floor((pointCount - 1) / CHUNK_SIZE),
        data: packPoint({ ...point, runSeq: seq, fingerprintIndex }),
      };
    });
    await tx
      .insertInto('point_chunk')
      .values(chunks)
      .onConflict((conflict) =>
        conflict.columns(['series_id', 'number']).doUpdateSet({ data: APPENDED[kind] }),
      )
      .execute();
  }
}

const APPENDED = {
  // SQLite's `||` gives a text of the same bytes.
  sqlite: sql<Uint8Array>`cast(point_chunk.data || excluded.data as blob)`,
  postgres: sql<Uint8Array>`point_chunk.data || excluded.data`,
};

async function countIntoSeries(
  tx: Transaction<Tables>,
  run: HistoryRun,
  { points, keys }: { readonly points: HistoryRun['points']; readonly keys: readonly string[] },
): Promise<Map<string, { id: number; pointCount: number }>> {
  const rows = await tx
    .insertInto('series')
    .values(
      points.map((point, i) => ({
        ...seriesKeyOf(run, point),
        branch: run.branch ?? '',
        key: keys[i] as string,
        point_count: 1,
        first_ms: run.startedAtMs,
        last_ms: run.startedAtMs,
      })),
    )
    .onConflict((conflict) =>
      conflict.column('key').doUpdateSet({
        point_count: sql<number>`series.point_count + 1`,
        first_ms: sql<number>`case when excluded.first_ms < series.first_ms then excluded.first_ms else series.first_ms end`,
        last_ms: sql<number>`case when excluded.last_ms > series.last_ms then excluded.last_ms else series.last_ms end`,
      }),
    )
    .returning(['id', 'key', 'point_count'])
    .execute();
  return new Map(rows.map(({ id, key, point_count }) => [key, { id, pointCount: point_count }]));
}

/** A file that is compressed already is kept as it is. */
function compressed(bytes: Uint8Array): Uint8Array {
  return bytes[0] === 0x1f && bytes[1] === 0x8b ? bytes : gzipSync(bytes);
}
