import { PerfError } from '@perf-suite/schema';
import { type Kysely, sql } from 'kysely';
import { parseHistoryDocument, runDocument } from '../../model/history-document.js';
import type { HistoryRun } from '../../model/history-run.js';
import { decompressJson } from '../compressed-json.js';
import { insertPoints, oneWriterAtATime } from './add-run.js';
import { bytesOf } from './bytes-of.js';
import type { DatabaseKind } from './migrations.js';
import { readPackedPoints } from './read-series.js';
import { hashOfSeries, seriesKeyOf } from './series-row.js';
import type { Tables } from './tables.js';

/** Returns what is wrong with a history, a sentence each: pages, runs, and points that do not belong to the runs. */
export async function checkDatabase(db: Kysely<Tables>, kind: DatabaseKind): Promise<string[]> {
  const problems = kind === 'sqlite' ? await brokenPages(db) : [];
  const wanted = new Map<string, number>();
  for await (const { seq, id, run } of allRuns(db)) {
    if (run instanceof PerfError) problems.push(run.message);
    else if (run === null) problems.push(`run ${id} cannot be unpacked`);
    else {
      for (const point of run.points) {
        const key = `${hashOfSeries(seriesKeyOf(run, point))} ${seq}`;
        wanted.set(key, (wanted.get(key) ?? 0) + 1);
      }
    }
  }
  return [...problems, ...(await wrongSeries(db, wanted))];
}

/** Makes series and their points again of the runs that can be read; returns how many these are. */
export async function rebuildSeries(db: Kysely<Tables>, kind: DatabaseKind): Promise<number> {
  return db.transaction().execute(async (tx) => {
    await oneWriterAtATime(tx, kind);
    await tx.deleteFrom('point_chunk').execute();
    await tx.deleteFrom('series').execute();
    let count = 0;
    for await (const { seq, run } of allRuns(tx)) {
      if (run === null || run instanceof PerfError) continue;
      await insertPoints(tx, kind, { seq, run });
      count++;
    }
    return count;
  });
}

async function brokenPages(db: Kysely<Tables>): Promise<string[]> {
  const { rows } = await sql<{ integrity_check: string }>`pragma integrity_check(20)`.execute(db);
  return rows
    .map((row) => row.integrity_check)
    .filter((text) => text !== 'ok')
    .map((text) => `the database is damaged: ${text}`);
}

interface FoundRun {
  readonly seq: number;
  readonly id: string;
  /** Null where it cannot be unpacked; an error where it is no run. */
  readonly run: HistoryRun | PerfError | null;
}

async function* allRuns(db: Kysely<Tables>): AsyncIterable<FoundRun> {
  const runs = await db.selectFrom('run').select(['seq', 'id']).orderBy('seq').execute();
  for (const { seq, id } of runs) {
    const row = await db
      .selectFrom('run_document')
      .select('document')
      .where('run_seq', '=', seq)
      .executeTakeFirst();
    yield { seq, id, run: row === undefined ? null : unpacked(row.document, id) };
  }
}

function unpacked(bytes: Uint8Array, id: string): FoundRun['run'] {
  try {
    const run = decompressJson(bytesOf(bytes)) as HistoryRun;
    parseHistoryDocument(runDocument(run), `run ${id}`);
    return run;
  } catch (error) {
    return error instanceof PerfError ? error : null;
  }
}

/** @param wanted how many points each series should have of each run */
async function wrongSeries(db: Kysely<Tables>, wanted: Map<string, number>): Promise<string[]> {
  const problems: string[] = [];
  for (const series of await db.selectFrom('series').selectAll().execute()) {
    const name = JSON.stringify(series.benchmark);
    try {
      const points = await readPackedPoints(db, series);
      if (points.length !== series.point_count) {
        problems.push(`${name}: expected ${series.point_count} points, found ${points.length}`);
      }
      for (const { runSeq } of points) {
        const key = `${series.key} ${runSeq}`;
        wanted.set(key, (wanted.get(key) ?? 0) - 1);
      }
    } catch (error) {
      if (!(error instanceof PerfError)) throw error;
      problems.push(error.message);
    }
  }
  const missing = [...wanted.values()].filter((count) => count > 0).length;
  if (missing > 0) problems.push(`${missing} points of runs are missing in their series`);
  return problems;
}
