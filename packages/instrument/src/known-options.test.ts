import { createServer } from 'node:http';
import { expect, it, onTestFinished, vi } from 'vitest';
import { serveEndpoints } from './endpoints/serve-endpoints.js';
import { instrument, ServiceMetrics } from './service-metrics.js';
import { startTracing } from './tracing/start-tracing.js';

const misspelt = (options: object): never => options as never;
const quiet = { processMetrics: false, systemMetrics: false };

it('options that there are none of are refused, each with those that there are', async () => {
  const metrics = new ServiceMetrics(quiet);
  const server = createServer();
  const serve = (options: object) => () => serveEndpoints(server, metrics, misspelt(options));
  const refused: [() => unknown, string][] = [
    [() => new ServiceMetrics(misspelt({ plainName: true })), 'ServiceMetrics: expected plainNames, '],
    [
      () => metrics.instrument(server, misspelt({ route: [] })),
      'instrument: expected routes, routeOf, found "route"',
    ],
    [() => instrument(server, misspelt({ seriescap: 5 })), 'instrument: expected plainNames, '],
    [serve({ tokens: 'a'.repeat(16) }), 'serveEndpoints: expected token, '],
    [serve({ paths: { metric: '/m' } }), 'serveEndpoints: paths: expected metrics, health, '],
    [serve({ webVitals: { origin: [] } }), 'webVitals: expected origins, '],
    [serve({ jwt: { jwksUri: 'https://example.org' } }), 'jwt: expected secret, '],
  ];
  for (const [call, message] of refused) expect(call).toThrow(message);
  await expect(startTracing(misspelt({ service: 'a', rate: 1 }))).rejects.toThrow(
    'startTracing: expected service, ',
  );
});

it('what is passed for something else is refused with what was expected', async () => {
  const metrics = new ServiceMetrics(quiet);
  const server = createServer();
  const health = (checks: unknown) => () => serveEndpoints(server, metrics, misspelt({ health: checks }));
  const refused: [() => unknown, string][] = [
    [
      () => serveEndpoints(server, undefined as never),
      'serveEndpoints: expected what instrument() returned, found undefined',
    ],
    [
      () => serveEndpoints(metrics, server as never),
      'serveEndpoints: expected what instrument() returned, found an object of Server',
    ],
    [
      health(() => false),
      'health: expected checks by name, such as { database: () => ... }, found a function',
    ],
    [health({ database: true }), 'health: expected a function as the check "database", found true'],
    [
      () => instrument(server, { metrics, plainNames: true }),
      'instrument: expected "plainNames" where the metrics are made',
    ],
    [() => metrics.observeSqlite({} as never), 'observeSqlite: expected a database of better-sqlite3, '],
    [
      () => metrics.observePostgres({} as never),
      'observePostgres: expected a pool of pg, found an object of',
    ],
    [
      () => metrics.observePostgresClient(undefined as never),
      'observePostgresClient: expected a client of pg',
    ],
  ];
  for (const [call, message] of refused) expect(call).toThrow(message);
  await expect(startTracing(undefined as never)).rejects.toThrow(
    'startTracing: expected an object of options, found undefined',
  );
});

it('an option whose value cannot be is refused with what it can be', () => {
  const metrics = new ServiceMetrics(quiet);
  const make = (options: object) => () => new ServiceMetrics(misspelt({ ...quiet, ...options }));
  const measure = (options: object) => () => instrument(createServer(), misspelt({ ...quiet, ...options }));
  const serve = (options: object) => () => serveEndpoints(createServer(), metrics, misspelt(options));
  const refused: [() => unknown, string][] = [
    [
      make({ seriesCap: 'many' }),
      'ServiceMetrics: expected a whole number from 1 on as seriesCap, found "many"',
    ],
    [make({ seriesCap: 0 }), 'as seriesCap, found 0'],
    [make({ seriesCap: -1 }), 'as seriesCap, found -1'],
    [measure({ plainNames: 'no' }), 'ServiceMetrics: expected true or false as plainNames, found "no"'],
    [make({ processMetrics: 0 }), 'expected true or false as processMetrics, found 0'],
    [make({ systemMetrics: null }), 'expected true or false as systemMetrics, found null'],
    [make({ activeUserWindowMs: '5m' }), 'expected a number above 0 as activeUserWindowMs, found "5m"'],
    [make({ disk: '/nope' }), 'expected a folder as disk, found "/nope", which cannot be read'],
    [make({ disk: 5 }), 'expected a string as disk, found 5'],
    [
      measure({ routes: '/static/*' }),
      'routes: expected a list of patterns such as ["/works/:id", "/files/*"], found "/static/*"',
    ],
    [measure({ routeOf: '/x' }), 'instrument: expected a function as routeOf, found "/x"'],
    [serve({ protectMetrics: 'no' }), 'serveEndpoints: expected true or false as protectMetrics, found "no"'],
    [serve({ clientOf: 'x-forwarded-for' }), 'serveEndpoints: expected a function as clientOf'],
    [serve({ webVitals: { pages: '/' } }), 'webVitals.pages: expected a list of patterns such as'],
    [serve({ webVitals: { pages: ['works'] } }), 'webVitals.pages: expected patterns such as'],
    [
      serve({ webVitals: { origins: 'https://x.org' } }),
      'webVitals.origins: expected a list of origins such as ["https://example.org"], found "https://x.org"',
    ],
    [
      serve({ webVitals: { burst: '30' } }),
      'webVitals: expected a whole number from 1 on as burst, found "30"',
    ],
    [serve({ webVitals: { perSecond: 0 } }), 'webVitals: expected a number above 0 as perSecond, found 0'],
  ];
  for (const [call, message] of refused) expect(call).toThrow(message);
});

it('counting does not throw for what is no number', async () => {
  vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
  onTestFinished(() => void vi.restoreAllMocks());
  const metrics = new ServiceMetrics(quiet);
  const sent = metrics.counter({ name: 'sent_total', help: 'Sent.' });
  for (const by of ['2', -3, Number.NaN, Number.POSITIVE_INFINITY]) sent.add({}, by as never);
  expect((await metrics.scrape()).body).toContain('sent_total 0');
});

it('options that are undefined are none', () => {
  const metrics = new ServiceMetrics(misspelt({ ...quiet, disk: undefined }));
  expect(() => serveEndpoints(createServer(), metrics, { token: undefined })).not.toThrow();
});
