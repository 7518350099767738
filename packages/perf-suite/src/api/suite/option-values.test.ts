import { expect, it } from 'vitest';
import { budgetNs } from './option-values.js';

it('reads a budget in nanoseconds; a number is milliseconds', () => {
  expect(budgetNs('parse', { p50: '250us', p95: 10 })).toEqual({ p50: 250_000, p95: 10_000_000 });
});

it.each(['10ms', {}, null, { p95: '10' }, { p99: '10ms' }, { p50: 0 }, { p50: -1 }, { p50: '1ms', p75: 1 }])(
  'refuses the budget %j',
  (budget) => {
    expect(() => budgetNs('parse', budget)).toThrow(
      `bench "parse": expected budget such as { p95: '10ms' } with p50, p95 or both, found ${JSON.stringify(budget)}`,
    );
  },
);
