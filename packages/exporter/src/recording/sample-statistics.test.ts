import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeSorted, statisticsOfSorted } from './sample-statistics.js';

describe('statisticsOfSorted', () => {
  it('interpolates quantiles as NumPy does by default', () => {
    // numpy.quantile([1, 2, 3, 4, 10], [0.5, 0.95, 0.99, 0.75, 0.25]) = 3, 8.8, 9.76, 4, 2
    expect(statisticsOfSorted(Float64Array.of(1, 2, 3, 4, 10))).toEqual({
      count: 5,
      minNs: 1,
      p50Ns: 3,
      p95Ns: expect.closeTo(8.8, 12),
      p99Ns: expect.closeTo(9.76, 12),
      maxNs: 10,
      meanNs: 4,
      spreadRatio: 2 / 3,
    });
  });

  it('has nothing to say without samples', () => {
    expect(statisticsOfSorted(new Float64Array(0))).toBeNull();
  });
});

describe('mergeSorted', () => {
  it('gives what sorting all values at once gives', () => {
    const list = fc.float64Array({ min: 0, noNaN: true, maxLength: 30 });
    fc.assert(
      fc.property(fc.array(list, { maxLength: 9 }), (lists) => {
        const sorted = lists.map((one) => one.slice().sort());
        const all = Float64Array.from(lists.flatMap((one) => [...one])).sort();
        expect(mergeSorted(sorted)).toEqual(all);
      }),
      { seed: 1 },
    );
  });
});
