import { expect, it } from 'vitest';
import type { ServiceOptions } from './service-options.js';
import { suite } from './suite.js';

function declare(options: unknown) {
  return suite(({ group }) => {
    group('shop', ({ service }) => service('api', options as ServiceOptions));
  }).benchmarks[0];
}

it('declares a service with its load', () => {
  expect(declare({ start: ['node', 'server.js'], requests: ['/items'], rate: 200 })).toEqual({
    kind: 'service',
    group: ['shop'],
    name: 'api',
    start: { program: 'node', arguments: ['server.js'], isShell: false },
    prepare: null,
    cwd: null,
    env: {},
    ready: null,
    startTimeoutMs: 30_000,
    load: { kind: 'here', requests: ['/items'], values: undefined },
    model: { kind: 'open', ratePerSecond: 200, arrivals: 'even' },
    http: 'http/1.1',
    tls: false,
    requestTimeoutMs: 10_000,
    timeMs: null,
    minimumEffect: null,
  });
});

it('sends one request after the other where nothing else is said', () => {
  expect(declare({ start: ['a'], requests: ['/'] })).toMatchObject({
    model: { kind: 'closed', concurrency: 1 },
  });
});

it('takes a scenario file in place of requests', () => {
  expect(declare({ start: ['a'], scenario: 'api.yaml', concurrency: 4, http: '2' })).toMatchObject({
    load: { kind: 'file', path: 'api.yaml' },
    model: { kind: 'closed', concurrency: 4 },
    http: 'h2',
  });
});

it.each([
  [undefined, 'expected options such as'],
  [{ requests: ['/'] }, "\"start\" as a list of texts, such as ['node', 'server.js'], found none"],
  [{ start: ['a'] }, '"requests" as a list'],
  [{ start: ['a'], requests: [] }, '"requests" as a list'],
  [{ start: ['a'], requests: ['/'], scenario: 'a.yaml' }, 'one of "scenario" and "requests"'],
  [{ start: ['a'], requests: ['/'], rate: 1, concurrency: 1 }, 'one of "rate" and "concurrency"'],
  [{ start: ['a'], requests: ['/'], rate: 0 }, '"rate" as requests a second, above 0'],
  [{ start: ['a'], requests: ['/'], rate: Number.NaN }, 'found "NaN"'],
  [{ start: ['a'], requests: ['/'], concurrency: 1.5 }, '"concurrency" as a whole number'],
  [{ start: ['a'], requests: ['/'], arrivals: 'random' }, '"rate" beside "arrivals"'],
  [{ start: ['a'], requests: ['/'], ready: 'health' }, '"ready" as a path'],
  [{ start: ['a'], requests: ['/'], env: { PORT: '3000' } }, '"env" without PORT'],
  [{ start: ['a'], requests: ['/'], http: '3' }, '"http" as'],
  [{ start: ['a'], request: ['/'] }, 'found "request". Did you mean requests?'],
])('refuses %j', (options, message) => {
  expect(() => declare(options)).toThrow(message);
});
