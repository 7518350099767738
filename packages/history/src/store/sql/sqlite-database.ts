import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { PerfError } from '@perf-suite/schema';
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  Kysely,
  SqliteAdapter,
  SqliteDialect,
  SqliteDriver,
} from 'kysely';
import Database from 'libsql';
import { withStatementCache } from './statement-cache.js';
import { storeError } from './store-error.js';
import type { Tables } from './tables.js';

/** How long a writer waits for another one. */
const BUSY_MS = 30_000;

/**
 * Opens a SQLite database such that what a transaction has committed survives a crash of process and system (write-ahead log,
 * flushed at each commit), and that two processes may write: the second one waits.
 * @throws {PerfError} `not-found` where it must be there; `not-writable`; `bad-file` when it is no database
 */
export function openSqlite(path: string, { mustExist }: { readonly mustExist: boolean }): Kysely<Tables> {
  const existing = statSync(path, { throwIfNoEntry: false });
  if (existing === undefined && mustExist) {
    throw new PerfError('not-found', `${path}: expected a history, found none`, {
      hint: 'Add runs first: perf-history add .perf/runs',
    });
  }
  try {
    mkdirSync(dirname(path), { recursive: true });
    const database = new Database(path);
    for (const pragma of PRAGMAS) database.exec(`pragma ${pragma}`);
    return new Kysely<Tables>({ dialect: new DurableSqliteDialect(database) });
  } catch (cause) {
    throw storeError(cause, path);
  }
}

const PRAGMAS = [
  `busy_timeout = ${BUSY_MS}`,
  'journal_mode = wal',
  // Of the write-ahead log: `normal` would lose the last commits when the system goes down.
  'synchronous = full',
  'foreign_keys = on',
  'cache_size = -32768',
];

/** libsql's interface is that of better-sqlite3, for which Kysely's own dialect was made. */
class DurableSqliteDialect extends SqliteDialect implements Dialect {
  readonly #database: Database.Database;

  constructor(database: Database.Database) {
    super({ database: withStatementCache(database) });
    this.#database = database;
  }

  override createDriver(): SqliteDriver {
    return new ImmediateSqliteDriver(this.#database);
  }

  override createAdapter(): SqliteAdapter {
    return new TransactionalSqliteAdapter();
  }
}

class ImmediateSqliteDriver extends SqliteDriver {
  readonly #database: Database.Database;

  constructor(database: Database.Database) {
    super({ database: withStatementCache(database) });
    this.#database = database;
  }

  /** Takes the lock at the start: a transaction that reads first could not wait for it later. */
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }

  /** Where the disk is full, SQLite has done so by itself: an error here would hide that one. */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.#database.inTransaction) await super.rollbackTransaction(connection);
  }
}

/** SQLite undoes changes of tables with a transaction, too; so a migration that fails leaves nothing behind. */
class TransactionalSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}
