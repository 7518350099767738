import { expectMethods } from '../expected-found.js';
import type { MetricStore } from '../store/metric-store.js';
import { beginOperation, recordOperation } from '../track/record-tracked.js';
import type { Operation } from '../track/targets.js';
import type { StatementKinds } from './statement-kind.js';

type Call = (...args: unknown[]) => unknown;

/** A database of better-sqlite3, libsql or node:sqlite. */
export interface SqliteDatabase {
  prepare(sql: string): unknown;
  exec(sql: string): unknown;
}

const RUNNING = ['run', 'get', 'all'] as const;

const observed = new WeakSet<object>();

/** Measures the statements that a database prepares and executes from now on. @throws {TypeError} when it is none */
export function observeSqlite(store: MetricStore, database: SqliteDatabase, kinds: StatementKinds): void {
  expectMethods('observeSqlite', database, {
    what: 'a database of better-sqlite3, libsql or node:sqlite',
    methods: ['prepare', 'exec'],
  });
  if (observed.has(database)) return;
  observed.add(database);
  const { prepare, exec } = database;
  const operation = (sql: string) => ({ system: 'sqlite', ...kinds.of(sql) });
  database.exec = function observedExec(this: SqliteDatabase, sql) {
    return recordOperation(store, operation(sql), () => exec.call(this, sql));
  };
  database.prepare = function observedPrepare(this: SqliteDatabase, ...args) {
    const statement = prepare.apply(this, args);
    observeStatement(store, statement as Statement, operation(args[0]));
    return statement;
  };
}

type Statement = Record<string, Call | undefined>;

function observeStatement(store: MetricStore, statement: Statement, operation: Operation): void {
  // libsql's `all` calls its own `iterate`: one operation, not two.
  let isRunning = false;
  for (const name of RUNNING) {
    const call = statement[name];
    if (call === undefined) continue;
    statement[name] = function observedCall(this: unknown, ...values) {
      return recordOperation(store, operation, () => {
        isRunning = true;
        try {
          return call.apply(this, values);
        } finally {
          isRunning = false;
        }
      });
    };
  }
  const { iterate } = statement;
  if (iterate === undefined) return;
  statement.iterate = function observedIterate(this: unknown, ...values) {
    const rows = () => iterate.apply(this, values) as Iterable<unknown>;
    return isRunning ? rows() : untilDone(rows, beginOperation(store, operation).end);
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
