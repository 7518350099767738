import { PerfError } from '@perf-suite/schema';
import { type Kysely, type Migration, Migrator, sql } from 'kysely';

/** What differs between the databases where tables are made. */
export type DatabaseKind = 'sqlite' | 'postgres';

/**
 * All changes of the tables, in order. One that was released never changes: to change the tables, add another.
 * Each happens in a transaction, so that one that fails leaves the tables as they were.
 */
export function migrationsFor(kind: DatabaseKind): Record<string, Migration> {
  return { '0001-runs': { up: (db) => createTables(db, kind) } };
}

/**
 * Brings the tables up to date.
 * @throws {PerfError} `future-version` when a newer version made them; what the database says otherwise
 */
export async function migrate(
  // biome-ignore lint/suspicious/noExplicitAny: tables of any version
  db: Kysely<any>,
  store: string,
  migrations: Record<string, Migration>,
): Promise<void> {
  const applied = await appliedMigrations(db);
  const newer = applied.find((name) => !(name in migrations));
  if (newer !== undefined) {
    throw new PerfError('future-version', `${store}: made by a newer version of perf-history (${newer})`, {
      hint: 'Upgrade @perf-suite/history to use it. Nothing was changed.',
    });
  }
  if (applied.length === Object.keys(migrations).length) return;
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
}

// biome-ignore lint/suspicious/noExplicitAny: tables of any version
async function appliedMigrations(db: Kysely<any>): Promise<string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some(({ name }) => name === 'kysely_migration')) return [];
  const rows = await db.selectFrom('kysely_migration').select('name').orderBy('name').execute();
  return rows.map(({ name }) => name as string);
}

async function createTables(db: Kysely<unknown>, kind: DatabaseKind): Promise<void> {
  const blob = kind === 'sqlite' ? 'blob' : 'bytea';
  // An id must never be given again: points name their run by it.
  const newId = kind === 'sqlite' ? sql`integer primary key autoincrement` : sql`bigserial primary key`;
  await db.schema
    .createTable('run')
    .addColumn('seq', newId)
    .addColumn('id', 'text', (column) => column.notNull().unique())
    .addColumn('project', 'text', (column) => column.notNull())
    .addColumn('source', 'text', (column) => column.notNull())
    .addColumn('started_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('commit_id', 'text')
    .addColumn('branch', 'text')
    .addColumn('dirty', 'integer', (column) => column.notNull())
    .addColumn('environment', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('evidence', 'text', (column) => column.notNull())
    .addColumn('fingerprints', 'text', (column) => column.notNull())
    .addColumn('summary', 'text', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('run_by_time').on('run').columns(['project', 'started_at_ms']).execute();
  await db.schema
    .createTable('run_document')
    .addColumn('run_seq', 'bigint', (column) => column.primaryKey().references('run.seq').onDelete('cascade'))
    .addColumn('document', sql.raw(blob), (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('run_file')
    .addColumn('run_seq', 'bigint', (column) => column.primaryKey().references('run.seq').onDelete('cascade'))
    .addColumn('path', 'text')
    .addColumn('bytes', sql.raw(blob))
    .execute();
  await db.schema
    .createTable('series')
    .addColumn('id', newId)
    .addColumn('key', 'text', (column) => column.notNull().unique())
    .addColumn('project', 'text', (column) => column.notNull())
    .addColumn('benchmark', 'text', (column) => column.notNull())
    .addColumn('environment', 'text', (column) => column.notNull())
    .addColumn('branch', 'text', (column) => column.notNull())
    .addColumn('unit', 'text', (column) => column.notNull())
    .addColumn('better', 'text', (column) => column.notNull())
    .addColumn('point_count', 'bigint', (column) => column.notNull())
    .addColumn('first_ms', 'bigint', (column) => column.notNull())
    .addColumn('last_ms', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('point_chunk')
    .addColumn('series_id', 'bigint', (column) => column.notNull())
    .addColumn('number', 'bigint', (column) => column.notNull())
    .addColumn('data', sql.raw(blob), (column) => column.notNull())
    .addPrimaryKeyConstraint('point_chunk_key', ['series_id', 'number'])
    .execute();
  await db.schema
    .createTable('verdicts')
    .addColumn('run_id', 'text', (column) => column.primaryKey())
    .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('document', sql.raw(blob), (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('change_point')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('project', 'text', (column) => column.notNull())
    .addColumn('benchmark', 'text', (column) => column.notNull())
    .addColumn('environment', 'text', (column) => column.notNull())
    .addColumn('branch', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('first_seen_ms', 'bigint', (column) => column.notNull())
    .addColumn('document', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('setting')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('value', 'text', (column) => column.notNull())
    .execute();
}
