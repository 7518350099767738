import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Tables } from './tables.js';

/** PostgreSQL's type of 64-bit integers, which are times and counts here: all are safe integers. */
const INT8 = 20;

/** Opens a PostgreSQL database by its address; it connects when it is first used. */
export function openPostgres(address: string): Kysely<Tables> {
  const types = {
    getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
      oid === INT8 && format !== 'binary'
        ? Number
        : pg.types.getTypeParser(oid, format as 'text')) as typeof pg.types.getTypeParser,
  };
  const pool = new pg.Pool({
    connectionString: address,
    max: 4,
    types,
    connectionTimeoutMillis: 15_000,
    application_name: 'perf-history',
  });
  // A connection that breaks while nobody uses it is replaced by a new one.
  pool.on('error', () => undefined);
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
}
