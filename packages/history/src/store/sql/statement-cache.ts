import type { SqliteDatabase, SqliteStatement } from 'kysely';

/** Statements are long where a run has many benchmarks: so many different ones are kept. */
const MOST_STATEMENTS = 100;

/**
 * Returns a database that prepares each statement once: libsql never gives back the memory of one that it
 * has prepared, which is 0.4 MB for each run that is added, and preparing takes as long as running. Those
 * not used for longest are forgotten.
 */
export function withStatementCache(database: SqliteDatabase): SqliteDatabase {
  const prepared = new Map<string, SqliteStatement>();
  return {
    close: () => database.close(),
    prepare: (sql) => {
      const statement = prepared.get(sql) ?? database.prepare(sql);
      prepared.delete(sql);
      prepared.set(sql, statement);
      const [oldest] = prepared.keys();
      if (prepared.size > MOST_STATEMENTS && oldest !== undefined) prepared.delete(oldest);
      return statement;
    },
  };
}
