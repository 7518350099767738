import { describe, expect, it } from 'vitest';
import { signTestInterval } from './sign-test-interval.js';

const oneTo = (count: number) => Array.from({ length: count }, (_, index) => count - index);

describe('signTestInterval', () => {
  // scipy.stats.quantile_test(range(1, n + 1), q=0, p=0.5).confidence_interval(0.95), n = 6, 8, 9, 12, 36, 60
  it.each([
    [6, 1, 6],
    [8, 1, 8],
    [9, 2, 8],
    [12, 3, 10],
    [36, 12, 25],
    [60, 22, 39],
  ])('of %i values lies between the same ones as by SciPy', (count, lower, upper) => {
    expect(signTestInterval(oneTo(count))).toEqual({ median: (count + 1) / 2, lower, upper });
  });

  it('of too few values spans them all', () => {
    expect(signTestInterval([3, 1, 2])).toEqual({ median: 2, lower: 1, upper: 3 });
  });
});
