import { once } from 'node:events';
import { findPostgres, type RealPostgres, startPostgres } from '@perf-suite/testing/real-postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { ServiceMetrics } from '../service-metrics.js';
import { QUIET, scraped } from '../testing/scraped.js';

const bin = findPostgres();
let server: RealPostgres;

beforeAll(async () => {
  if (bin !== null) server = await startPostgres(bin);
});
afterAll(() => server?.stop());

async function operations(metrics: ServiceMetrics): Promise<string[]> {
  const lines = await scraped(metrics, 'db_client_operation_duration_seconds_count');
  return lines.map((line) =>
    line.replace(
      /.*db_operation_name="([^"]*)",db_collection_name="([^"]*)",error_type="([^"]*)"} /,
      '$1 $2 $3 ',
    ),
  );
}

describe.skipIf(bin === null)('PostgreSQL', () => {
  it('measures the queries of a pool in each form that pg takes, once each, and shows its connections', async () => {
    const pool = new pg.Pool({ connectionString: server.address, max: 2 });
    onTestFinished(() => pool.end());
    // A client that is there already.
    await pool.query('create temporary table works (id int primary key)');
    const metrics = new ServiceMetrics(QUIET);
    metrics.observePostgres(pool, { name: 'main' });
    const client = await pool.connect();
    await client.query('insert into works values ($1)', [1]);
    await client.query({ text: 'insert into works values (2)' });
    await expect(client.query('insert into works values (1)')).rejects.toMatchObject({ code: '23505' });
    const rowCount = await new Promise((resolve, reject) =>
      client.query('select * from works', (error, result) =>
        error ? reject(error) : resolve(result.rowCount),
      ),
    );
    expect(rowCount).toBe(2);
    await new Promise<void>((resolve) => client.query('select * from nowhere', () => resolve()));
    // A query object runs by itself, as cursors and streams do.
    const query = client.query(new pg.Query('select 1'));
    await once(query as never, 'end');
    const waiting = [pool.connect(), pool.connect()];
    const connections = async () =>
      (await scraped(metrics, 'db_client_connection')).map((line) => line.replace(/.*name="main"/, ''));
    await waiting[0];
    expect(await connections()).toEqual([
      ',db_client_connection_state="idle"} 0',
      ',db_client_connection_state="used"} 2',
      '} 1',
    ]);
    client.release();
    for (const one of waiting) (await one).release();
    expect((await operations(metrics)).sort()).toEqual([
      'insert works  2',
      'insert works 23505 1',
      'select nowhere 42P01 1',
      'select works  1',
    ]);
    await pool.query('select 1 from pg_class limit 1');
    expect(await operations(metrics)).toContain('select pg_class  1');
  });

  it('counts a query whose connection is lost', async () => {
    const client = new pg.Client({ connectionString: server.address });
    client.on('error', () => undefined);
    await client.connect();
    const metrics = new ServiceMetrics(QUIET);
    metrics.observePostgresClient(client);
    const lost = client.query('select pg_terminate_backend(pg_backend_pid())');
    await expect(lost).rejects.toThrow();
    expect((await operations(metrics))[0]).toMatch(/^select {2}\S+ 1$/);
    expect(await scraped(metrics, 'errors_total{kind="database"}')).toEqual([
      'errors_total{kind="database"} 1',
    ]);
  });
});
