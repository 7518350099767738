import { median, quantile, seededRandom } from '@perf-suite/perf-guard/statistics';
import { expect, test } from 'vitest';
import { errorOfRounds, medianOfRounds } from './round-statistics.js';

test('the median and the quartiles are those of the statistics that judge runs', () => {
  const random = seededRandom(7);
  for (let count = 1; count < 200; count++) {
    const rounds = Array.from({ length: count }, () => 1e6 * (1 + random()));
    expect(medianOfRounds(rounds)).toBe(median(rounds));
    const range = Math.log(quantile(rounds, 0.75) / quantile(rounds, 0.25));
    expect(errorOfRounds(rounds)).toBe(count < 3 ? 0 : (1.25 * range) / Math.sqrt(count));
  }
});

test('the rounds stay in the order in which they were measured', () => {
  const rounds = [3, 1, 2, 5, 4];
  medianOfRounds(rounds);
  errorOfRounds(rounds);
  expect(rounds).toEqual([3, 1, 2, 5, 4]);
});

test('rounds that have no logarithm have no error', () => {
  expect(errorOfRounds([0, 0, 0, 0])).toBe(0);
});
