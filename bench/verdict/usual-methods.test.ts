import { describe, expect, it } from 'vitest';
import { lowestDifference, mannWhitneyP, welchP } from './usual-methods.js';

describe('the usual methods', () => {
  it('give the p of scipy.stats.mannwhitneyu(head, base, alternative="greater", method="asymptotic")', () => {
    const base = Float64Array.of(0, 2, 3, 3, 4, 8, 9);
    const head = Float64Array.of(1, 2, 2, 3, 5, 9);
    expect(mannWhitneyP(base, head)).toBeCloseTo(0.667844894773104, 6);
  });

  it('call a clear shift of the mean significant and no shift not', () => {
    const base = Float64Array.from({ length: 500 }, (_, i) => 100 + (i % 7));
    expect(
      welchP(
        base,
        base.map((value) => value + 1),
      ),
    ).toBeLessThan(1e-5);
    expect(welchP(base, base)).toBeCloseTo(0.5, 6);
  });

  it('give the interval of scipy.stats.ttest_ind(head, base, equal_var=False).confidence_interval(0.95)', () => {
    const base = [10, 12, 11, 13, 9, 10];
    expect(
      lowestDifference(
        base,
        base.map((value) => value + 3),
      ),
    ).toBeCloseTo(1.1064, 3);
  });
});
