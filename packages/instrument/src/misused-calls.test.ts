import { expect, it, vi } from 'vitest';
import { nameRoute } from './http/exchange.js';
import { ServiceMetrics } from './service-metrics.js';
import { QUIET, scraped } from './testing/scraped.js';
import { span, traced } from './tracing/span.js';

/** No other test passes one, and each mistake is told once in a process. */
class Unlikely {}
const unlikely = new Unlikely() as never;

/** Returns what is warned of while a function runs. */
function warningsOf(run: () => void): string[] {
  const emit = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
  run();
  const messages = emit.mock.calls.map(([message]) => String(message));
  emit.mockRestore();
  return messages;
}

const COUNTING = [
  'cache_',
  'notifications_sent',
  'auth_attempts',
  'rate_limit_hits',
  'errors_total{kind="un',
  'errors_total{kind="[',
];

async function countedIn(metrics: ServiceMetrics): Promise<string[]> {
  return (await Promise.all(COUNTING.map((beginning) => scraped(metrics, beginning)))).flat();
}

it.each<[string, (metrics: ServiceMetrics, value: never) => void]>([
  ['cacheHit', (metrics, value) => metrics.cacheHit(value)],
  ['cacheMiss', (metrics, value) => metrics.cacheMiss(value)],
  ['rateLimitHit', (metrics, value) => metrics.rateLimitHit(value)],
  ['error', (metrics, value) => metrics.error(value)],
  ['notification', (metrics, value) => metrics.notification(value, { ok: true })],
  ['authAttempt', (metrics, value) => metrics.authAttempt(value, { ok: true })],
  ['userActive', (metrics, value) => metrics.userActive(value)],
])('%s counts nothing for what is no string, and warns once', async (name, call) => {
  const metrics = new ServiceMetrics(QUIET);
  const warnings = warningsOf(() => {
    call(metrics, unlikely);
    call(metrics, unlikely);
  });
  expect(warnings).toEqual([`${name}: expected a string, found an object of Unlikely: nothing is counted`]);
  for (const value of [undefined, null, {}, Symbol('x'), Object.create(null), Number.NaN, true]) {
    warningsOf(() => call(metrics, value as never));
  }
  expect(await countedIn(metrics)).toEqual([]);
  expect(await scraped(metrics, 'active_users')).toEqual(['active_users 0']);
});

it('a number counts as the text that it is written as', async () => {
  const metrics = new ServiceMetrics(QUIET);
  for (const id of [5, '5', 5n]) metrics.userActive(id as never);
  for (const cache of [7, '7']) metrics.cacheHit(cache as never);
  expect(await scraped(metrics, 'active_users')).toEqual(['active_users 1']);
  expect(await scraped(metrics, 'cache_hits_total')).toEqual(['cache_hits_total{cache="7"} 2']);
});

it('an outcome counts only where it says whether it is ok', async () => {
  const metrics = new ServiceMetrics(QUIET);
  const warnings = warningsOf(() => {
    for (const outcome of [undefined, null, true, {}, { ok: 'no' }, { ok: 1 }]) {
      metrics.notification('email', outcome as never);
      metrics.authAttempt('password', outcome as never);
    }
  });
  const kinds = ['undefined', 'null', 'true', 'ok as undefined', 'ok as a string', 'ok as a number'];
  expect(warnings.filter((warning) => warning.startsWith('notification'))).toEqual(
    kinds.map(
      (kind) => `notification: expected { ok: true } or { ok: false }, found ${kind}: nothing is counted`,
    ),
  );
  expect(warnings).toHaveLength(2 * kinds.length);
  expect(await countedIn(metrics)).toEqual([]);
});

it('a tracked call whose description lacks a name runs, and is not counted', async () => {
  const metrics = new ServiceMetrics(QUIET);
  const warnings = warningsOf(() => {
    expect(metrics.trackOperation({ operation: 'select' } as never, () => 1)).toBe(1);
    expect(metrics.trackCall({ target: undefined as never }, () => 2)).toBe(2);
    expect(metrics.trackJob(undefined as never, () => 3)).toBe(3);
  });
  expect(warnings).toEqual([
    'trackOperation: table: expected a string, found undefined: nothing is counted',
    'trackCall: target: expected a string, found undefined: nothing is counted',
    'trackJob: the name: expected a string, found undefined: nothing is counted',
  ]);
  const { body } = await metrics.scrape();
  expect(body).not.toContain('undefined');
  expect(body).not.toMatch(/^(db_client_operation|http_client_request|job_)\w+(\{|_count)/m);
});

const metrics = new ServiceMetrics(QUIET);
const wrong = metrics as unknown as Record<string, (...args: unknown[]) => unknown>;

it.each<[() => unknown, string]>([
  [
    () => wrong.trackJob!(() => 1),
    "expected trackJob('cleanup', () => ...), found trackJob(a function, undefined)",
  ],
  [() => wrong.trackJob!('x', Promise.resolve()), 'found trackJob(a string, an object of Promise)'],
  [
    () => wrong.trackOperation!({ operation: 'select', table: 'works' }, 5),
    "expected trackOperation({ operation: 'select', table: 'works' }, () => ...), found trackOperation({ operation, table }, a number)",
  ],
  [() => wrong.trackOperation!('select', 'works', () => 1), 'found trackOperation(a string, a string)'],
  [() => wrong.trackOperation!({ operaton: 'x' }, () => 1), 'found trackOperation({ operaton }, a function)'],
  [() => wrong.trackCall!('calendar', () => 1), "expected trackCall({ target: 'calendar' }, () => ...)"],
  [() => wrong.tracked!(() => 1, { function: 'parse' }), 'found tracked(a function, { function })'],
  [() => wrong.tracked!({ function: () => 1 }, () => 1), "expected tracked({ function: 'parse' }, parse)"],
  [() => wrong.tracked!({ operation: 'select' }, () => 1), 'found tracked({ operation }, a function)'],
  [() => wrong.track!({ operaton: 'select' }), 'found track({ operaton })'],
  [() => wrong.track!(() => 1, {}), 'found track(a function)'],
  [
    () => span('render', { kind: 'page' } as never, (() => 1) as never),
    "expected span('render', () => ..., { kind: 'page' }), found span(a string, { kind }, a function)",
  ],
  [() => traced(undefined as never), "expected traced(render, { kind: 'page' }), found traced(undefined)"],
])('swapped or missing arguments are refused with how it is called: %s', (call, message) => {
  expect(call).toThrow(TypeError);
  expect(call).toThrow(message);
});

it('nameRoute warns of swapped arguments, and lets the request go on', () => {
  const [message, ...more] = warningsOf(() => {
    nameRoute('/x' as never, {} as never);
    nameRoute('/x' as never, {} as never);
  });
  expect(message).toContain(
    'nameRoute: expected a request and a pattern such as "/works/:id", or null, found a string',
  );
  expect(more).toEqual([]);
});
