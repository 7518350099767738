import { expect, it } from 'vitest';
import { type Activity, NO_ACTIVITY } from '../../wire/observation.js';
import type { Observation } from './observe-sides.js';
import { unseenUse } from './unseen-use.js';

function loading(base: Partial<Activity>, head: Partial<Activity>): Observation {
  return {
    scripts: new Map(),
    functions: [],
    declared: {},
    loads: { base: { ...NO_ACTIVITY, ...base }, head: { ...NO_ACTIVITY, ...head } },
    benchmarks: [],
    loadFailures: [],
  };
}

const codesOf = (base: Partial<Activity>, head: Partial<Activity>): string[] =>
  unseenUse(loading(base, head), 'a.bench.js').map(({ code }) => code);

it('a service that both sides use is told', () => {
  const connected = ['127.0.0.1:6379'];
  expect(unseenUse(loading({ connected }, { connected }), 'a.bench.js')).toMatchObject([
    {
      code: 'shared-service',
      message:
        'a.bench.js: base and head both use the service at 127.0.0.1:6379: what one side leaves there, the other may find',
    },
  ]);
});

it('a service of a side itself, or that one side uses, is none that both share', () => {
  const connected = ['127.0.0.1:6379'];
  expect(codesOf({ connected }, {})).toEqual([]);
  expect(codesOf({ connected }, { connected: ['127.0.0.1:6380'] })).toEqual([]);
  const own = { connected, listened: ['port 6379'] };
  expect(codesOf(own, own)).toEqual([]);
});

it('processes and threads that either side starts are told', () => {
  expect(codesOf({}, { started: ['/project'] })).toEqual(['not-seen-inside']);
});
