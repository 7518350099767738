import { describe, expect, test } from 'vitest';
import { gaussian } from '../../test/run-builder.js';
import { moderatedVariance, variancePrior } from './moderated-variance.js';
import { variance } from './variance.js';

/** Sample variances of benchmarks whose true standard deviations are given. */
function sampleVariances(sds: readonly number[], count: number): number[] {
  const normal = gaussian(11);
  return sds.map((sd) => variance(Array.from({ length: count }, () => sd * normal())));
}

describe('variancePrior', () => {
  test('trusts the prior fully where all true variances are equal', () => {
    const prior = variancePrior(sampleVariances(new Array<number>(2000).fill(2), 6), 5);
    expect(prior.variance).toBeGreaterThan(3.7);
    expect(prior.variance).toBeLessThan(4.3);
    expect(prior.degreesOfFreedom).toBeGreaterThan(30);
  });

  test('trusts it less the more the true variances differ', () => {
    const sds = Array.from({ length: 2000 }, (_, i) => 1 + (i % 10));
    const prior = variancePrior(sampleVariances(sds, 6), 5);
    expect(prior.degreesOfFreedom).toBeLessThan(6);
  });

  test('recovers the prior that variances were drawn from', () => {
    // Scaled inverse chi-square with 8 degrees of freedom and scale 1.
    const normal = gaussian(5);
    const drawn = Array.from({ length: 4000 }, () => {
      const chiSquare = Array.from({ length: 8 }, () => normal() ** 2).reduce((a, b) => a + b, 0);
      return Math.sqrt(8 / chiSquare);
    });
    const prior = variancePrior(sampleVariances(drawn, 6), 5);
    expect(prior.degreesOfFreedom).toBeGreaterThan(6);
    expect(prior.degreesOfFreedom).toBeLessThan(11);
    expect(prior.variance).toBeGreaterThan(0.9);
    expect(prior.variance).toBeLessThan(1.1);
  });

  test('takes a variance of 0 in its stride', () => {
    const prior = variancePrior([0, 1, 2, 1.5, 0.7], 3);
    expect(Number.isFinite(prior.variance)).toBe(true);
  });
});

test('moderatedVariance weighs by degrees of freedom', () => {
  expect(moderatedVariance(4, 2, { variance: 1, degreesOfFreedom: 4 })).toBe(2);
  expect(moderatedVariance(4, 2, { variance: 1, degreesOfFreedom: Number.POSITIVE_INFINITY })).toBe(1);
});
