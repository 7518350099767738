import { describe, expect, it } from 'vitest';
import { proportion } from './binomial-bounds.js';

describe('proportion', () => {
  // Reference: scipy.stats.binomtest(k, n).proportion_ci(method='exact')
  it.each([
    [0, 300, 0, 0.01222097],
    [3, 300, 0.00206701, 0.02894451],
    [196, 200, 0.94958639, 0.99452443],
    [200, 200, 0.98172466, 1],
  ])('gives the exact bounds of %i in %i', (hits, trials, lower, upper) => {
    const found = proportion(hits, trials);
    expect(found.lower).toBeCloseTo(lower, 7);
    expect(found.upper).toBeCloseTo(upper, 7);
  });
});
