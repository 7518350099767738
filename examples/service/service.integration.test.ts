import { findPostgres, startPostgres } from '@perf-suite/testing/real-postgres';
import { describe, expect, it } from 'vitest';
import { runLoad } from './load.js';
import { NAMED_METRICS, startService, TOKEN, valuesOf } from './started-service.js';

const postgres = findPostgres();

describe.skipIf(postgres === null)('the service with PostgreSQL', () => {
  it('works as with SQLite, and shows its connections', async () => {
    const server = await startPostgres(postgres ?? '');
    const { url, program } = await startService({ DATABASE: server.address });
    try {
      const { statuses } = await runLoad({ url, seconds: 2, concurrency: 4, token: TOKEN });
      expect(Object.keys(statuses).filter((status) => !['200', '201'].includes(status))).toEqual([]);
      // However far a slow machine came: each of them once.
      for (const name of ['fetch', 'notify', 'calendar', 'load']) {
        expect((await fetch(`${url}/api/${name}/simulate`)).status).toBe(200);
      }
      for (const path of ['/api/works', '/api/works', '/api/releases/pending']) await fetch(url + path);
      await fetch(`${url}/api/works`, { method: 'POST' });
      const metrics = await (await fetch(`${url}/metrics`)).text();
      // Nobody was refused by the rate limit here.
      const expected = NAMED_METRICS.filter((name) => name !== 'rate_limit_hits_total');
      const missing = expected.filter((name) => valuesOf(metrics, name).length === 0);
      expect(missing).toEqual([]);
      expect(valuesOf(metrics, 'database_connections').length).toBe(2);
      expect(metrics).toMatch(/^db_client_operation_duration_seconds_count\{db_system_name="postgresql"/m);
      expect(await program.stop()).toBe(0);
    } finally {
      await program.stop();
      await server.stop();
    }
  });
});
