import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { provisionalEstimate } from './provisional-estimate.js';

describe('provisionalEstimate', () => {
  it('says nothing below three rounds', () => {
    expect(provisionalEstimate([])).toBeNull();
    expect(provisionalEstimate([0.9, 1.1])).toBeNull();
  });

  it('goes from the lowest to the highest of few rounds, and says how little that is', () => {
    expect(provisionalEstimate([0.97, 0.93, 0.95])).toEqual({
      point: 0.95,
      lower: 0.93,
      upper: 0.97,
      confidence: 0.75,
    });
  });

  // Conover, Practical Nonparametric Statistics, table A3: the binomial distribution at one half.
  it.each([
    [5, 0, 0.9375],
    [6, 0, 0.96875],
    [8, 0, 0.9921875],
    [9, 1, 0.9609375],
    [12, 2, 0.96142578125],
    [20, 5, 0.95861053466796875],
    // scipy.stats.quantile_test(range(1, n + 1), q=0, p=0.5).confidence_interval(0.95) and scipy.stats.binom
    [36, 11, 0.9711832803441212],
    [60, 21, 0.972659866131922],
    // Python's math.comb(2000, k), whose share of 2 ** 2000 is below the smallest number for the first ones
    [2000, 955, 0.9534471795082162],
  ])('cuts off as many of %i rounds as 95 %% allow: %i', (count, cutOff, confidence) => {
    const estimate = provisionalEstimate(Array.from({ length: count }, (_, index) => index + 1));
    expect(estimate).toMatchObject({ lower: 1 + cutOff, upper: count - cutOff });
    expect(estimate?.confidence).toBeCloseTo(confidence, 12);
  });

  it('holds its point, whatever the order of the rounds', () => {
    const ratio = fc.double({ min: 0.1, max: 10, noNaN: true });
    fc.assert(
      fc.property(fc.array(ratio, { minLength: 3, maxLength: 200 }), (ratios) => {
        const estimate = provisionalEstimate(ratios);
        if (estimate === null) throw new Error('expected an estimate');
        expect(estimate.lower).toBeLessThanOrEqual(estimate.point);
        expect(estimate.upper).toBeGreaterThanOrEqual(estimate.point);
        expect(provisionalEstimate(ratios.toReversed())).toEqual(estimate);
      }),
    );
  });
});
