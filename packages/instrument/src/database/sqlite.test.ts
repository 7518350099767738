import { createRequire } from 'node:module';
import Database from 'libsql';
import { describe, expect, it } from 'vitest';
import { ServiceMetrics } from '../service-metrics.js';
import { QUIET, scraped } from '../testing/scraped.js';
import type { SqliteDatabase } from './sqlite.js';

const COUNT = 'db_client_operation_duration_seconds_count';

/** Operation, table, error and count of each series. */
async function operations(metrics: ServiceMetrics): Promise<string[]> {
  return (await scraped(metrics, COUNT)).map((line) =>
    line.replace(
      /.*db_operation_name="([^"]*)",db_collection_name="([^"]*)",error_type="([^"]*)"} /,
      '$1 $2 $3 ',
    ),
  );
}

/** Of Node itself, from version 22.5 on. */
async function nodeSqlite(): Promise<(new (path: string) => SqliteDatabase) | null> {
  const sqlite: string = 'node:sqlite';
  const loaded = (await import(sqlite).catch(() => null)) as {
    readonly DatabaseSync: new (path: string) => SqliteDatabase;
  } | null;
  return loaded?.DatabaseSync ?? null;
}

/**
 * From the folder that BETTER_SQLITE3 names, in which `npm install better-sqlite3` was run: it brings a compiled part
 * from elsewhere or compiles it, which not every machine can.
 */
function betterSqlite(): (new (path: string) => SqliteDatabase) | null {
  const folder = process.env.BETTER_SQLITE3;
  if (folder !== undefined) return createRequire(`${folder}/`)('better-sqlite3');
  console.warn('SKIPPED: better-sqlite3; BETTER_SQLITE3=<folder> names one in which it is installed');
  return null;
}

interface Statement {
  run(...values: unknown[]): unknown;
  get(...values: unknown[]): unknown;
  all(...values: unknown[]): unknown[];
  iterate(...values: unknown[]): Iterable<unknown>;
}

const databases: readonly (readonly [string, (new (path: string) => SqliteDatabase) | null])[] = [
  ['libsql', Database as unknown as new (path: string) => SqliteDatabase],
  ['node:sqlite', await nodeSqlite()],
  ['better-sqlite3', betterSqlite()],
];

describe.each(databases)('%s', (_name, Opened) => {
  it.skipIf(Opened === null)('measures each statement once, in each way to run it', async () => {
    const database = new Opened!(':memory:');
    const metrics = new ServiceMetrics(QUIET);
    metrics.observeSqlite(database);
    // Again makes no difference.
    metrics.observeSqlite(database);
    const prepare = (sql: string) => database.prepare(sql) as Statement;
    database.exec('create table works (id integer primary key, name text)');
    const insert = prepare('insert into works (name) values (?)');
    insert.run('a');
    insert.run('b');
    const select = prepare('select * from works order by id');
    expect(select.get()).toMatchObject({ id: 1, name: 'a' });
    expect(select.all()).toHaveLength(2);
    expect([...select.iterate()]).toHaveLength(2);
    for (const row of select.iterate()) {
      expect(row).toMatchObject({ name: 'a' });
      break;
    }
    expect(() => prepare('insert into works (id) values (1)').run()).toThrow(/UNIQUE|constraint/);
    const failed = (await operations(metrics)).filter((line) => /insert works \S+ 1$/.test(line));
    expect(failed).toHaveLength(1);
    expect((await operations(metrics)).filter((line) => !failed.includes(line))).toEqual([
      'create   1',
      'insert works  2',
      'select works  4',
    ]);
  });
});

it('keeps the raw rows and transactions of libsql as they are', async () => {
  const database = new Database(':memory:');
  const metrics = new ServiceMetrics(QUIET);
  metrics.observeSqlite(database);
  database.exec('create table works (id integer)');
  const insert = database.prepare('insert into works values (?)');
  database.transaction(() => {
    insert.run(1);
    insert.run(2);
  })();
  expect(database.prepare('select count(*) from works').raw().get()).toEqual([2]);
});
