import { describe, expect, it } from 'vitest';
import { differsByWelch, hodgesLehmann } from './estimate.js';

describe('hodgesLehmann', () => {
  it('is the median of the means of all pairs, each number with itself included', () => {
    // Means: 1, 2, 5.5, 3, 6.5, 10.
    expect(hodgesLehmann([1, 3, 10])).toBe(4.25);
  });

  it('is hardly moved by an outlier', () => {
    expect(hodgesLehmann([1, 1.1, 0.9, 1, 1000])).toBeCloseTo(1.05, 9);
  });
});

describe('differsByWelch', () => {
  const sample = [0.01, 0.03, 0.02, 0.025, 0.015];

  // Reference: scipy.stats.ttest_ind(a, b, equal_var=False).pvalue; 0.0103 apart gives 0.073, 0.0113 gives 0.054,
  // 0.0123 gives 0.039.
  it.each([
    [0.0103, false],
    [0.0113, false],
    [0.0123, true],
  ])('tells of samples that lie %f apart whether they differ at 5 %%: %s', (apart, differs) => {
    expect(
      differsByWelch(
        sample,
        sample.map((value) => value + apart),
      ),
    ).toBe(differs);
  });
});
