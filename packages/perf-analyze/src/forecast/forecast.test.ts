import { describe, expect, test } from 'vitest';
import { gaussian } from '../testing/made-series.js';
import { budgetFrom } from './budget.js';
import { forecast, type TimedSeries } from './forecast.js';

const DAY_MS = 86_400_000;

/** One run a day, rising by so much a day on the log scale. */
function rising(count: number, perDay: number, noise = 0.01): TimedSeries {
  const next = gaussian(7);
  return {
    timesMs: Float64Array.from({ length: count }, (_, i) => i * DAY_MS),
    values: Float64Array.from({ length: count }, (_, i) => perDay * i + noise * next()),
    errors: new Float64Array(count),
  };
}

describe('forecast', () => {
  test('says when a steady rise reaches the budget, with an interval that holds it', () => {
    const found = forecast(rising(100, 0.002), 0.3);
    if (found.kind !== 'in') throw new Error(`found ${found.kind}`);
    expect(found.days.likely).toBeGreaterThan(40);
    expect(found.days.likely).toBeLessThan(62);
    expect(found.days.earliest).toBeLessThan(50);
    expect(found.days.latest).toBeGreaterThan(50);
  });

  test('looks no further ahead than it can look back', () => {
    expect(forecast(rising(100, 0.002), 2)).toMatchObject({ kind: 'not-within', days: 99 });
    expect(forecast(rising(100, 0), 0.5).kind).toBe('not-within');
  });

  test('cannot tell with few runs, or where the trend may be none', () => {
    expect(forecast(rising(6, 0.01), 1)).toMatchObject({ kind: 'cannot-tell' });
    expect(forecast(rising(40, 0, 0.1), 0.15)).toMatchObject({ kind: 'cannot-tell' });
  });

  test('says by how much a budget is exceeded already', () => {
    const found = forecast(rising(60, 0.005), 0.1);
    expect(found).toMatchObject({ kind: 'over' });
    if (found.kind === 'over') expect(found.excess).toBeCloseTo(Math.expm1(0.285 - 0.1), 1);
  });
});

test('a budget names a percentile, a value and its unit', () => {
  expect(budgetFrom('p95 <= 10 ms')).toEqual({ percentile: 'p95', value: 10e6, unit: 'ns', better: 'lower' });
  expect(budgetFrom('p50<=500 bytes')).toEqual({
    percentile: 'p50',
    value: 500,
    unit: 'bytes',
    better: 'lower',
  });
  expect(budgetFrom('p50 >= 5000 ops/s')).toMatchObject({ value: 5000, unit: 'ops/s', better: 'higher' });
  expect(budgetFrom('p99 <= 10 ms')).toBeNull();
  expect(budgetFrom('p95 >= 10 ms')).toBeNull();
  expect(budgetFrom('p95 <= 10')).toBeNull();
});
