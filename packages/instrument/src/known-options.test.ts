import { createServer } from 'node:http';
import { expect, it } from 'vitest';
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

it('options that are undefined are none', () => {
  const metrics = new ServiceMetrics(misspelt({ ...quiet, disk: undefined }));
  expect(() => serveEndpoints(createServer(), metrics, { token: undefined })).not.toThrow();
});
