import { expect, it } from 'vitest';
import { quantileOfSorted, sampleStatistics } from './sample-statistics.js';

it('agrees with numpy.quantile and leaves the samples as they are', () => {
  const samples = [5, 1, 4, 2, 10, 3, 7];
  // numpy.quantile([5,1,4,2,10,3,7], [.25,.5,.75,.95,.99]) = 2.5, 4, 6, 9.1, 9.82
  expect(sampleStatistics(samples)).toEqual({
    count: 7,
    minNs: 1,
    p50Ns: 4,
    p95Ns: expect.closeTo(9.1, 10),
    p99Ns: expect.closeTo(9.82, 10),
    maxNs: 10,
    meanNs: expect.closeTo(32 / 7, 10),
    spreadRatio: expect.closeTo(3.5 / 4, 10),
  });
  expect(samples).toEqual([5, 1, 4, 2, 10, 3, 7]);
});

it('is null without samples', () => {
  expect(sampleStatistics([])).toBeNull();
});

it('has no spread where every sample is 0', () => {
  expect(sampleStatistics([0, 0, 0])?.spreadRatio).toBe(0);
});

it('has quantiles that agree with numpy.quantile, and none of nothing', () => {
  // numpy.quantile([1, 1, 2, 3, 4, 5, 6, 9], [0, .25, .5, .75, .95, 1]) = 1, 1.75, 3.5, 5.25, 7.95, 9
  const at = [0, 0.25, 0.5, 0.75, 0.95, 1].map((share) => quantileOfSorted([1, 1, 2, 3, 4, 5, 6, 9], share));
  expect(at).toEqual([1, 1.75, 3.5, 5.25, expect.closeTo(7.95, 12), 9]);
  expect(quantileOfSorted([], 0.5)).toBeNaN();
});
