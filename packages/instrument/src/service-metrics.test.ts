import { createServer } from 'node:http';
import { Counter } from 'prom-client';
import ts from 'typescript';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { PLAIN_METRICS, SERVICE_METRICS, SYSTEM_METRICS } from './catalogue/index.js';
import { histogramQuantile } from './endpoints/histogram-quantile.js';
import { instrument, ServiceMetrics } from './service-metrics.js';
import { listening } from './testing/listening.js';
import { QUIET, scraped } from './testing/scraped.js';

const OPEN_METRICS = 'application/openmetrics-text;version=1.0.0';

describe('ServiceMetrics', () => {
  it('returns what a tracked call returns, throws what it throws, and awaits what must be awaited once', async () => {
    const metrics = new ServiceMetrics(QUIET);
    const broken = new RangeError('broken');
    expect(metrics.trackOperation({ operation: 'get', table: 'a' }, () => 7)).toBe(7);
    await expect(metrics.trackJob('sync', async () => 8)).resolves.toBe(8);
    expect(() =>
      metrics.trackCall({ target: 'calendar' }, () => {
        throw broken;
      }),
    ).toThrow(broken);
    let runs = 0;
    // As the queries of query builders: it runs when its `then` is called.
    class Lazy {
      // biome-ignore lint/suspicious/noThenProperty: what this test is about
      then(resolve: (value: number) => void) {
        resolve(++runs);
      }
    }
    expect(await metrics.trackOperation({ operation: 'get', table: 'b' }, () => new Lazy())).toBe(1);
    expect(runs).toBe(1);
    expect(await scraped(metrics, 'http_client_request_duration_seconds_count')).toEqual([
      'http_client_request_duration_seconds_count{http_request_method="",server_address="calendar",http_response_status_code="",error_type="RangeError"} 1',
    ]);
    expect(await scraped(metrics, 'job_duration_seconds_count')).toEqual([
      'job_duration_seconds_count{job_name="sync",outcome="success"} 1',
    ]);
  });

  it('counts what the service does', async () => {
    const metrics = new ServiceMetrics(QUIET);
    metrics.cacheHit('works');
    metrics.cacheHit('works');
    metrics.cacheMiss('works');
    metrics.notification('email', { ok: true });
    metrics.authAttempt('password', { ok: false });
    metrics.rateLimitHit('login');
    metrics.error('payment');
    for (const user of ['a', 'b', 'a']) metrics.userActive(user);
    const { body } = await metrics.scrape();
    for (const line of [
      'cache_hits_total{cache="works"} 2',
      'cache_misses_total{cache="works"} 1',
      'notifications_sent_total{channel="email",outcome="success"} 1',
      'notifications_sent_total{channel="email",outcome="failure"} 0',
      'auth_attempts_total{method="password",outcome="failure"} 1',
      'rate_limit_hits_total{limit="login"} 1',
      'errors_total{kind="payment"} 1',
      'active_users 2',
    ]) {
      expect(body.split('\n')).toContain(line);
    }
  });

  it('never lets a value break the service, or a label fill the memory', async () => {
    vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    onTestFinished(() => void vi.restoreAllMocks());
    const metrics = new ServiceMetrics({ ...QUIET, seriesCap: 10 });
    const gauge = metrics.gauge({ name: 'queue_age_seconds', help: 'Age.', labels: ['queue'] });
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, 'x' as never, null as never]) {
      gauge.set({ queue: 'a' }, value);
    }
    metrics.counter({ name: 'own_total', help: 'Own.' }).add({}, -1);
    for (let i = 0; i < 1_000; i++) metrics.rateLimitHit(`address ${i}`);
    metrics.rateLimitHit(undefined as never);
    expect(await scraped(metrics, 'queue_age_seconds')).toEqual([]);
    expect(await scraped(metrics, 'rate_limit_hits_total')).toHaveLength(11);
    expect(await scraped(metrics, 'rate_limit_hits_total{limit="other"}')).toEqual([
      'rate_limit_hits_total{limit="other"} 990',
    ]);
    expect(await scraped(metrics, 'instrument_refused_series_total')).toEqual([
      'instrument_refused_series_total{metric="rate_limit_hits_total"} 990',
    ]);
  });

  it('cuts long labels, and escapes what would break a line', async () => {
    const metrics = new ServiceMetrics(QUIET);
    metrics.error(`a"b\\c\nd${'x'.repeat(500)}`);
    const [line = ''] = await scraped(metrics, 'errors_total{kind="a');
    expect(line).toMatch(/^errors_total\{kind="a\\"b\\\\c\\ndx+"\} 1$/);
    expect(line.length).toBeLessThan(160);
  });

  it('asks a gauge at each scrape, and shows its last value where it cannot say', async () => {
    const metrics = new ServiceMetrics(QUIET);
    let value = 1;
    metrics.gauge({ name: 'releases_pending', help: 'Pending.' }, () => {
      if (value > 2) throw new Error('no database');
      return value++;
    });
    metrics.gauge({ name: 'works_total', help: 'Works.', labels: ['kind'] }, async () => [
      { labels: { kind: 'book' }, value: 3 },
    ]);
    const seen = [];
    for (let i = 0; i < 3; i++) seen.push(...(await scraped(metrics, 'releases_pending')));
    expect(seen).toEqual(['releases_pending 1', 'releases_pending 2', 'releases_pending 2']);
    expect(await scraped(metrics, 'works_total')).toEqual(['works_total{kind="book"} 3']);
    // At each scrape from the third on, this one too.
    expect(await scraped(metrics, 'instrument_failed_readings_total')).toEqual([
      'instrument_failed_readings_total{metric="releases_pending"} 3',
    ]);
  });

  it('names a counter alike in both formats, whatever its name', async () => {
    const metrics = new ServiceMetrics(QUIET);
    metrics.counter({ name: 'calendar_events_created', help: 'Events.' }).add({});
    metrics.counter({ name: 'calendar_sync_total', help: 'Runs.' }).add({});
    new Counter({ name: 'of_prom_client_total', help: 'Own.', registers: [metrics.registry as never] }).inc();
    for (const accept of ['text/plain', OPEN_METRICS]) {
      const { body } = await metrics.scrape(accept);
      for (const name of ['calendar_events_created', 'calendar_sync_total', 'of_prom_client_total']) {
        expect(body.split('\n')).toContain(`${name} 1`);
      }
    }
  });

  it('shows the process and the machine', async () => {
    const { body } = await new ServiceMetrics().scrape();
    const value = (name: string) => Number(new RegExp(`^${name} (.+)$`, 'm').exec(body)?.[1]);
    for (const name of [
      'process_resident_memory_bytes',
      'process_cpu_seconds_total',
      'nodejs_eventloop_lag_seconds',
    ]) {
      expect(value(name)).toBeGreaterThanOrEqual(0);
    }
    const { memoryLimit, memoryUsage, memoryUtilization } = SYSTEM_METRICS;
    expect(value(memoryUsage.name) / value(memoryLimit.name)).toBeCloseTo(value(memoryUtilization.name), 1);
    const disk = /^system_filesystem_utilization_ratio\{system_filesystem_mountpoint="\/"\} (.+)$/m.exec(
      body,
    );
    expect(Number(disk?.[1])).toBeGreaterThan(0);
    expect(Number(disk?.[1])).toBeLessThanOrEqual(1);
  });
});

describe('plain names', () => {
  it('show the same values as those by convention', async () => {
    const server = createServer((request, response) => {
      response.statusCode = request.url === '/works/bad' ? 503 : 200;
      response.end();
    });
    const metrics = instrument(server, { ...QUIET, plainNames: true, routes: ['/works/:id'] });
    const address = await listening(server);
    for (const id of [1, 2, 'bad']) await (await fetch(`${address}/works/${id}`)).text();
    metrics.trackOperation({ operation: 'select', table: 'works' }, () => 1);
    await metrics
      .trackOperation({ operation: 'select', table: 'works' }, () => Promise.reject(new Error()))
      .catch(() => 1);
    metrics.trackCall({ target: 'calendar' }, () => 1);
    const { body } = await metrics.scrape();
    for (const line of [
      'http_requests_total{method="GET",route="/works/:id",status="200"} 2',
      'http_requests_total{method="GET",route="/works/:id",status="503"} 1',
      'http_request_errors_total{method="GET",route="/works/:id"} 1',
      'http_requests_in_flight{method="GET"} 0',
      'http_request_duration_seconds_bucket{le="10.0",method="GET",route="/works/:id",status="200"} 2',
      'app_requests_total{method="GET",route="/works/:id",status="200"} 2',
      'app_response_time_seconds_count 3',
      `app_error_rate ${1 / 3}`,
      'db_operations_total{operation="select",table="works",status="ok"} 1',
      'db_operations_total{operation="select",table="works",status="error"} 1',
      'db_operation_duration_seconds_count{operation="select",table="works"} 2',
      'database_query_duration_seconds_count{operation="select",table="works"} 2',
      'api_fetch_total{target="calendar",status="ok"} 1',
      'api_fetch_duration_seconds_count{target="calendar"} 1',
      'api_calls_total{method="",target="calendar",status="ok"} 1',
    ]) {
      expect(body.split('\n')).toContain(line);
    }
  });

  it('are not there unless asked for, and never twice', async () => {
    expect(await scraped(new ServiceMetrics(QUIET), '# TYPE http_requests_total')).toEqual([]);
    const names = [...PLAIN_METRICS, ...Object.values(SERVICE_METRICS)].map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    const metrics = new ServiceMetrics({ ...QUIET, plainNames: true });
    metrics.counter({ name: 'http_requests_total', help: 'The service’s own.' });
    expect(await scraped(metrics, '# TYPE http_requests_total')).toHaveLength(1);
  });
});

describe('@track', () => {
  /** Compiles decorators as TypeScript 5 does, and runs what comes of it. */
  function run(source: string, metrics: ServiceMetrics, options: ts.CompilerOptions = {}): unknown {
    const { outputText } = ts.transpileModule(source, {
      compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.None, ...options },
    });
    return new Function('metrics', `${outputText}\nreturn new Works();`)(metrics);
  }

  it('measures methods, static and private ones too, with their own this', async () => {
    const metrics = new ServiceMetrics(QUIET);
    const works = run(
      `class Works {
        private factor = 2;
        @metrics.track() double(value: number) { return value * this.factor; }
        @metrics.track({ operation: 'select', table: 'works' }) async find(id: number) { return this.double(id); }
        @metrics.track({ job: 'cleanup' }) static cleanup() { return 'clean'; }
        cleanup() { return Works.cleanup(); }
      }`,
      metrics,
    ) as { double(value: number): number; find(id: number): Promise<number>; cleanup(): string };
    expect(works.double(4)).toBe(8);
    expect(await works.find(3)).toBe(6);
    expect(works.cleanup()).toBe('clean');
    expect(await scraped(metrics, 'function_duration_seconds_count')).toEqual([
      'function_duration_seconds_count{function="double",error_type=""} 2',
    ]);
    expect(await scraped(metrics, 'db_client_operation_duration_seconds_count')).toHaveLength(1);
    expect(await scraped(metrics, 'job_duration_seconds_count')).toHaveLength(1);
  });

  it('says what to do about the decorators of before', () => {
    const source = 'class Works { @metrics.track() find() {} }';
    const before = { experimentalDecorators: true };
    expect(() => run(source, new ServiceMetrics(QUIET), before)).toThrow('turn experimentalDecorators off');
  });

  it('wraps functions as well', async () => {
    const metrics = new ServiceMetrics(QUIET);
    const parse = metrics.tracked({ function: 'parse' }, (text: string) => JSON.parse(text) as unknown);
    expect(parse('[1]')).toEqual([1]);
    expect(() => parse('[')).toThrow(SyntaxError);
    expect(await scraped(metrics, 'function_duration_seconds_count')).toEqual([
      'function_duration_seconds_count{function="parse",error_type=""} 1',
      'function_duration_seconds_count{function="parse",error_type="SyntaxError"} 1',
    ]);
  });
});

it.each([
  // As Prometheus' histogram_quantile: rank 0.5 * 4 = 2 lies in (1, 2], which holds 2 values after 1.
  [0.5, [1, 2, 4], [1, 3, 4, 4], 1.5],
  [1, [1, 2, 4], [1, 3, 4, 4], 4],
  [0.99, [1, 2], [0, 0, 5], 2],
  [0.5, [1], [0, 0], null],
])('estimates the quantile %s of buckets', (quantile, bounds, cumulative, expected) => {
  expect(histogramQuantile(quantile, bounds, cumulative)).toBe(expected);
});
