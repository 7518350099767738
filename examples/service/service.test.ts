import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runLoad } from './load.js';
import { NAMED_METRICS, startService, TOKEN, valuesOf } from './started-service.js';

let url = '';
let service: Awaited<ReturnType<typeof startService>>;
beforeAll(async () => {
  service = await startService();
  url = service.url;
});
afterAll(() => service?.program.stop());

const post = (path: string, init: RequestInit = {}) => fetch(url + path, { method: 'POST', ...init });
const scrape = async () => (await fetch(`${url}/metrics`)).text();

describe('the service under a short load', () => {
  let metrics = '';
  beforeAll(async () => {
    const { requests, statuses } = await runLoad({ url, seconds: 2, concurrency: 4, token: TOKEN });
    expect(requests).toBeGreaterThan(0);
    expect(Object.keys(statuses).filter((status) => !['200', '201'].includes(status))).toEqual([]);
    // However far a slow machine came: each of them once.
    for (const path of ['fetch', 'notify', 'calendar']) {
      expect((await post(`/api/${path}/simulate`)).status).toBe(200);
    }
    // What good visitors do not cause.
    for (const path of ['fetch', 'notify', 'calendar', 'load']) await post(`/api/${path}/simulate?fail=1`);
    for (const _ of Array(21)) await post('/api/works', { headers: { authorization: 'Bearer wrong' } });
    metrics = await scrape();
  });

  it.each(NAMED_METRICS)('shows %s', (name) => {
    const values = valuesOf(metrics, name);
    expect(values.length).toBeGreaterThan(0);
    const isCount = /_total$|_created$|_count$|duration/.test(name);
    expect(isCount ? Math.max(...values) : 1).toBeGreaterThan(0);
  });

  it('counts failures by what failed', () => {
    expect(metrics).toMatch(/^http_request_errors_total\{.*route="\/api\/fetch\/simulate".*\} 1$/m);
    expect(metrics).toMatch(/^http_request_errors_total\{.*route="\/api\/load\/simulate".*\} 1$/m);
    expect(metrics).toMatch(/^api_fetch_total\{.*status="503".*\} 1$/m);
    expect(metrics).toMatch(/^calendar_sync_total\{outcome="failure"\} 1$/m);
    expect(metrics).toMatch(/^rate_limit_hits_total\{limit="wrong-tokens"\} 1$/m);
    expect(metrics).toMatch(/^auth_attempts_total\{method="token",outcome="failure"\} 20$/m);
  });

  it('shows its health, and a summary to whoever has the token', async () => {
    expect(await (await fetch(`${url}/health`)).json()).toMatchObject({ checks: { database: 'ok' } });
    expect((await fetch(`${url}/api/metrics/summary`)).status).toBe(401);
    const headers = { authorization: `Bearer ${TOKEN}` };
    const summary = await fetch(`${url}/api/metrics/summary`, { headers });
    expect(await summary.json()).toMatchObject({ requests: { errorCount: 3 }, cache: expect.anything() });
  });

  it('takes the Web Vitals of its own page, whose script it serves', async () => {
    const page = await (await fetch(url)).text();
    for (const [, path] of page.matchAll(/from '(\/[^']+)'/g)) {
      expect((await fetch(url + path)).headers.get('content-type')).toContain('javascript');
    }
    const body = JSON.stringify({ name: 'LCP', value: 1_200, id: 'v1', page: '/' });
    const report = await post('/api/metrics/web-vitals', { headers: { origin: url }, body });
    expect(report.status).toBe(204);
    expect(await scrape()).toMatch(/^web_vitals_duration_seconds_count\{metric="LCP",page="\/"\} 1$/m);
  });

  it('names routes and never paths', () => {
    const routes = new Set(
      [...metrics.matchAll(/ route="([^"]*)"|,route="([^"]*)"/g)].map(([, a, b]) => a ?? b),
    );
    for (const route of routes) expect(route).toMatch(/^(\/|unmatched$)/);
    expect([...routes].filter((route) => route?.includes('?'))).toEqual([]);
  });
});

describe('simulations', () => {
  it.each(['latencyMs=10001', 'cpuMs=1e9', 'memoryMb=-1', 'fail=NaN', 'count=1000', 'latencyMs=x'])(
    'refuse %s, and say what is allowed',
    async (query) => {
      const answer = await post(`/api/load/simulate?${query}`);
      expect(answer.status).toBe(400);
      expect(await answer.json()).toEqual({
        error: expect.stringMatching(/expected a number from 0 to \d+/),
      });
    },
  );

  it('hold no more memory together than one may', async () => {
    expect(await (await post('/api/load/simulate?memoryMb=200&seconds=1')).json()).toEqual({ heldMb: 200 });
    expect((await post('/api/load/simulate?memoryMb=100&seconds=1')).status).toBe(429);
  });

  it('let the database fail without telling strangers why', async () => {
    const answer = await post('/api/load/simulate?database=fail');
    expect(answer.status).toBe(500);
    expect(await answer.json()).toEqual({ error: 'internal error' });
    expect(await scrape()).toMatch(/^db_operations_total\{.*status="error"\} 1$/m);
  });

  it('are not there where they are turned off', async () => {
    const quiet = await startService({ SIMULATE: 'off' });
    expect((await fetch(`${quiet.url}/api/load/simulate`)).status).toBe(404);
    expect((await fetch(`${quiet.url}/api/works`)).status).toBe(200);
    expect(await quiet.program.stop()).toBe(0);
  });
});

it('sends traces to a collector where it is told to, the last ones when it stops', async () => {
  const received: { path: string | undefined; text: string }[] = [];
  const collector = createServer(async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece);
    received.push({ path: request.url, text: Buffer.concat(pieces).toString('latin1') });
    response.setHeader('content-type', 'application/x-protobuf').end();
  }).listen(0, '127.0.0.1');
  await once(collector, 'listening');
  const { port } = collector.address() as AddressInfo;
  const traced = await startService({ TRACES: `http://127.0.0.1:${port}` });
  await fetch(`${traced.url}/api/fetch/simulate`);
  expect(await traced.program.stop()).toBe(0);
  collector.close();
  expect(received.map(({ path }) => path)).toContain('/v1/traces');
  const spans = received.map(({ text }) => text).join('');
  // The request, the statement and the outbound request that belong to it.
  for (const name of ['releases', '/api/fetch/simulate', 'select']) expect(spans).toContain(name);
});

describe('what it is given', () => {
  it.each([
    [{ DATABASE: '/no/such/folder/releases.db' }, /cannot open the database: .*DATABASE/],
    [{ DATABASE: 'postgres://user:secret@127.0.0.1:1/x' }, /cannot open the database: .*DATABASE/],
    [{ API_TOKEN: 'short' }, /API_TOKEN: expected at least 16 characters/],
    [{ TRACES: 'localhost' }, /expected an address such as/],
    [{ SLOW: 'works' }, /SLOW: expected \/path:milliseconds/],
  ])('is refused where it cannot work: %o', async (env, message) => {
    const failed = startService(env).catch((error: Error) => error);
    const { message: found } = (await failed) as Error;
    expect(found).toMatch(message);
    expect(found).not.toContain('secret');
  });

  it('is answered with a client’s error where it is wrong', async () => {
    expect((await fetch(`${url}/api/works?kind=film`)).status).toBe(400);
    expect((await fetch(`${url}/api/works?kind=anime&kind=manga`)).status).toBe(400);
    expect((await fetch(`${url}/%00`)).status).toBe(404);
  });

  it('slows one path where it is told to', async () => {
    const slow = await startService({ SLOW: '/api/works:50' });
    const startMs = performance.now();
    await fetch(`${slow.url}/api/works`);
    expect(performance.now() - startMs).toBeGreaterThan(50);
    await slow.program.stop();
  });
});
