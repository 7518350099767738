import Database from 'libsql';
import pg from 'pg';

// Both databases understand these statements, so that the rest of the service need not know which one it has.
const TABLES = [
  'CREATE TABLE IF NOT EXISTS works (id TEXT PRIMARY KEY, title TEXT NOT NULL, kind TEXT NOT NULL)',
  `CREATE TABLE IF NOT EXISTS releases (
     id TEXT PRIMARY KEY, work_id TEXT NOT NULL, number INTEGER NOT NULL, found_at TEXT NOT NULL, notified_at TEXT)`,
  'CREATE INDEX IF NOT EXISTS works_by_title ON works (kind, title)',
  'CREATE INDEX IF NOT EXISTS releases_of_work ON releases (work_id)',
  'CREATE INDEX IF NOT EXISTS releases_pending ON releases (notified_at, found_at)',
  'CREATE TABLE IF NOT EXISTS calendar_events (release_id TEXT PRIMARY KEY)',
  'CREATE TABLE IF NOT EXISTS knowledge (work_id TEXT PRIMARY KEY, fact TEXT NOT NULL)',
];

/**
 * Opens the database, measured, with its tables.
 * @param {string} address `postgres://...`, or the file of an embedded SQLite database; `:memory:` keeps nothing
 */
export async function openDatabase(address, metrics) {
  const database = /^postgres(ql)?:/.test(address)
    ? openPostgres(address, metrics)
    : openSqlite(address, metrics);
  for (const statement of TABLES) await database.query(statement);
  return database;
}

function openPostgres(address, metrics) {
  const pool = new pg.Pool({ connectionString: address, max: 10, connectionTimeoutMillis: 5_000 });
  // Without a listener, an idle connection that breaks would end the process.
  pool.on('error', () => metrics.error('database-connection'));
  metrics.observePostgres(pool);
  return {
    query: async (sql, values = []) => (await pool.query(sql, values)).rows,
    close: () => pool.end(),
  };
}

function openSqlite(file, metrics) {
  const sqlite = new Database(file);
  metrics.observeSqlite(sqlite);
  sqlite.exec('PRAGMA journal_mode = WAL');
  const prepared = new Map();
  return {
    async query(sql, values = []) {
      // PostgreSQL's $1, $2 are SQLite's ?; each statement uses them once and in order.
      const statement = prepared.get(sql) ?? sqlite.prepare(sql.replaceAll(/\$\d+/g, '?'));
      prepared.set(sql, statement);
      if (statement.reader) return statement.all(values);
      statement.run(values);
      return [];
    },
    close: async () => sqlite.close(),
  };
}
