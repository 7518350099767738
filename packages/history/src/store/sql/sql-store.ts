import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { type ChangeEntry, PerfError, type Report } from '@perf-suite/schema';
import { type Kysely, sql } from 'kysely';
import type { HistoryRun, RunSummary, RunVerdicts } from '../../model/history-run.js';
import type { Series, SeriesSummary } from '../../model/series.js';
import { verdictsFromReport, withVerdicts } from '../../model/verdicts-from-report.js';
import { compressJson, decompressJson } from '../compressed-json.js';
import type {
  ChangeQuery,
  GcPolicy,
  GcResult,
  HistoryStore,
  RawSource,
  RunQuery,
  SeriesQuery,
} from '../history-store.js';
import { addRun, oneWriterAtATime } from './add-run.js';
import { bytesOf } from './bytes-of.js';
import { checkDatabase, rebuildSeries } from './check-database.js';
import { collectGarbage } from './collect-garbage.js';
import { type DatabaseKind, migrate, migrationsFor } from './migrations.js';
import { readSeries, selectSeries } from './read-series.js';
import { AllRunFacts } from './run-facts.js';
import { seriesSummaryOf } from './series-row.js';
import { storeError } from './store-error.js';
import type { Tables } from './tables.js';

interface SqlStoreOptions {
  readonly db: Kysely<Tables>;
  readonly kind: DatabaseKind;
  /** For messages: a path, or an address without its password. */
  readonly name: string;
}

/** A history in SQLite or PostgreSQL. */
export class SqlStore implements HistoryStore {
  readonly #db: Kysely<Tables>;
  readonly #kind: DatabaseKind;
  readonly #name: string;
  readonly #facts: AllRunFacts;

  private constructor({ db, kind, name }: SqlStoreOptions) {
    this.#db = db;
    this.#kind = kind;
    this.#name = name;
    this.#facts = new AllRunFacts(db, kind);
  }

  /** Returns the store with its tables up to date. @throws {PerfError} see `migrate` and `storeError` */
  static async open(options: SqlStoreOptions): Promise<SqlStore> {
    try {
      await migrate(options.db, options.name, migrationsFor(options.kind));
      return new SqlStore(options);
    } catch (cause) {
      await options.db.destroy().catch(() => undefined);
      throw storeError(cause, options.name);
    }
  }

  async add(run: HistoryRun, raw: RawSource): Promise<'added' | 'known'> {
    const isNew = await this.#guarded(() => addRun(this.#db, this.#kind, { run, raw }));
    return isNew ? 'added' : 'known';
  }

  addReport(report: Report): Promise<'added' | 'known'> {
    return this.addVerdicts(verdictsFromReport(report));
  }

  async addVerdicts(verdicts: RunVerdicts): Promise<'added' | 'known'> {
    const document = compressJson(verdicts);
    return this.#guarded(async () => {
      const row = { run_id: verdicts.run, created_at_ms: verdicts.createdAtMs, document };
      const { numInsertedOrUpdatedRows } = await this.#db
        .insertInto('verdicts')
        .values(row)
        .onConflict((conflict) =>
          conflict
            .column('run_id')
            .doUpdateSet({ created_at_ms: row.created_at_ms, document })
            .where('verdicts.created_at_ms', '<', row.created_at_ms),
        )
        .executeTakeFirstOrThrow();
      return (numInsertedOrUpdatedRows ?? 0n) > 0n ? 'added' : 'known';
    });
  }

  runs(query: RunQuery): Promise<RunSummary[]> {
    return this.#guarded(async () => {
      let select = this.#db.selectFrom('run').select('summary');
      const { project, environment, branch, commit, source, sinceMs, untilMs, limit } = query;
      if (project !== undefined) select = select.where('project', '=', project);
      if (environment !== undefined) select = select.where('environment', '=', environment);
      if (branch !== undefined) {
        select = branch === null ? select.where('branch', 'is', null) : select.where('branch', '=', branch);
      }
      if (commit !== undefined) select = select.where('commit_id', '=', commit);
      if (source !== undefined) select = select.where('source', '=', source);
      if (sinceMs !== undefined) select = select.where('started_at_ms', '>=', sinceMs);
      if (untilMs !== undefined) select = select.where('started_at_ms', '<', untilMs);
      if (limit !== undefined) select = select.limit(limit);
      const rows = await select.orderBy('started_at_ms', 'desc').orderBy('seq', 'desc').execute();
      return rows.reverse().map(({ summary }) => JSON.parse(summary) as RunSummary);
    });
  }

  run(id: string): Promise<HistoryRun | null> {
    return this.#guarded(async () => {
      const row = await this.#db
        .selectFrom('run')
        .innerJoin('run_document', 'run_seq', 'seq')
        .select('run_document.document')
        .where('id', '=', id)
        .executeTakeFirst();
      if (row === undefined) return null;
      return withVerdicts(this.#decompress<HistoryRun>(row.document), await this.#verdictsOn(id));
    });
  }

  async #verdictsOn(id: string): Promise<RunVerdicts | null> {
    const row = await this.#db
      .selectFrom('verdicts')
      .select('document')
      .where('run_id', '=', id)
      .executeTakeFirst();
    return row === undefined ? null : this.#decompress<RunVerdicts>(row.document);
  }

  raw(id: string): Promise<Uint8Array | null> {
    return this.#guarded(async () => {
      const row = await this.#db
        .selectFrom('run_file')
        .innerJoin('run', 'seq', 'run_seq')
        .select(['path', 'bytes'])
        .where('id', '=', id)
        .executeTakeFirst();
      if (row?.bytes != null) return gunzipSync(bytesOf(row.bytes));
      if (row?.path == null) return null;
      const bytes = await readFile(row.path).catch(() => null);
      return bytes !== null && bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes;
    });
  }

  seriesKeys(query: SeriesQuery): Promise<SeriesSummary[]> {
    return this.#guarded(async () => (await selectSeries(this.#db, query)).map(seriesSummaryOf));
  }

  async *series(query: SeriesQuery): AsyncIterable<Series> {
    const rows = await this.#guarded(() => selectSeries(this.#db, query));
    const facts = await this.#guarded(() => this.#facts.bySeq());
    for (const row of rows) {
      const series = await this.#guarded(() => readSeries(this.#db, { row, facts, query }));
      if (series.points.length > 0) yield series;
    }
  }

  changes({ project, benchmark, environment, branch, state }: ChangeQuery): Promise<ChangeEntry[]> {
    return this.#guarded(async () => {
      let select = this.#db.selectFrom('change_point').select('document');
      if (project !== undefined) select = select.where('project', '=', project);
      if (benchmark !== undefined) select = select.where('benchmark', '=', benchmark);
      if (environment !== undefined) select = select.where('environment', '=', environment);
      if (branch !== undefined) select = select.where('branch', '=', branch ?? '');
      if (state !== undefined) select = select.where('state', '=', state);
      const rows = await select.orderBy('first_seen_ms').orderBy('id').execute();
      return rows.map(({ document }) => JSON.parse(document) as ChangeEntry);
    });
  }

  async putChanges(entries: readonly ChangeEntry[]): Promise<void> {
    await this.#guarded(() =>
      this.#db.transaction().execute(async (transaction) => {
        for (const row of entries.map(changeRow)) {
          await transaction
            .insertInto('change_point')
            .values(row)
            .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
            .execute();
        }
      }),
    );
  }

  gc(policy: GcPolicy): Promise<GcResult> {
    return this.#guarded(() =>
      collectGarbage(this.#db, policy, { lock: (tx) => oneWriterAtATime(tx, this.#kind) }),
    );
  }

  check(): Promise<string[]> {
    return this.#guarded(() => checkDatabase(this.#db, this.#kind));
  }

  repair(): Promise<number> {
    return this.#guarded(() => rebuildSeries(this.#db, this.#kind));
  }

  /** Returns what the store knows of itself under a name; null where it knows nothing. */
  setting(name: string): Promise<string | null> {
    return this.#guarded(async () => {
      const row = await this.#db
        .selectFrom('setting')
        .select('value')
        .where('name', '=', name)
        .executeTakeFirst();
      return row?.value ?? null;
    });
  }

  async putSetting(name: string, value: string): Promise<void> {
    await this.#guarded(() =>
      this.#db
        .insertInto('setting')
        .values({ name, value })
        .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
        .execute(),
    );
  }

  async close(): Promise<void> {
    // So that the file alone can be copied. Where others read or write, they will do it.
    if (this.#kind === 'sqlite')
      await sql`pragma wal_checkpoint(passive)`.execute(this.#db).catch(() => undefined);
    await this.#db.destroy();
  }

  #decompress<T>(bytes: Uint8Array): T {
    try {
      return decompressJson(bytesOf(bytes)) as T;
    } catch (cause) {
      throw new PerfError('bad-file', `${this.#name}: the database is damaged: a run cannot be unpacked`, {
        hint: 'perf-history check says what can be read.',
        cause,
      });
    }
  }

  async #guarded<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (cause) {
      throw storeError(cause, this.#name);
    }
  }
}

function changeRow(entry: ChangeEntry) {
  return {
    id: entry.id,
    project: entry.project,
    benchmark: entry.benchmark,
    environment: entry.environment,
    branch: entry.branch ?? '',
    state: entry.state,
    first_seen_ms: entry.firstSeenMs,
    document: JSON.stringify(entry),
  };
}
