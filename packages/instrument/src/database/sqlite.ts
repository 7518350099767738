import type { MetricStore } from '../store/metric-store.js';
import { onOperationEnd } from '../track/record-tracked.js';
import { timed } from '../track/timed.js';
import type { StatementKinds } from './statement-kind.js';

type Call = (...args: unknown[]) => unknown;

/** A database of better-sqlite3, libsql or node:sqlite. */
export interface SqliteDatabase {
  prepare: (sql: string) => object;
  exec: (sql: string) => unknown;
}

const RUNNING = ['run', 'get', 'all'] as const;

const observed = new WeakSet<object>();

/** Measures the statements that a database prepares and executes from now on. */
export function observeSqlite(store: MetricStore, database: SqliteDatabase, kinds: StatementKinds): void {
  if (observed.has(database)) return;
  observed.add(database);
  const { prepare, exec } = database;
  const begin = (sql: string) => onOperationEnd(store, { system: 'sqlite', ...kinds.of(sql) });
  database.exec = function observedExec(this: SqliteDatabase, sql) {
    return timed(() => exec.call(this, sql), begin(sql));
  };
  database.prepare = function observedPrepare(this: SqliteDatabase, ...args) {
    const statement = prepare.apply(this, args) as Record<string, Call | undefined>;
    const sql = args[0];
    for (const name of RUNNING) {
      const call = statement[name];
      if (call === undefined) continue;
      statement[name] = function observedCall(this: unknown, ...values) {
        return timed(() => call.apply(this, values), begin(sql));
      };
    }
    const { iterate } = statement;
    if (iterate !== undefined) {
      statement.iterate = function observedIterate(this: unknown, ...values) {
        return untilDone(() => iterate.apply(this, values) as Iterable<unknown>, begin(sql));
      };
    }
    return statement;
  };
}

/** From the first row asked for to the last, with what the caller does in between. */
function* untilDone(
  rows: () => Iterable<unknown>,
  end: (seconds: number, error: unknown) => void,
): Generator<unknown> {
  const startMs = performance.now();
  let failed: unknown = null;
  try {
    yield* rows();
  } catch (error) {
    failed = error ?? 'unknown';
    throw error;
  } finally {
    end((performance.now() - startMs) / 1_000, failed);
  }
}
