import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BIN_GROWTH_RATIO, LogHistogram } from '../../page/model/log-histogram.js';

const times = fc.array(fc.double({ min: 1e-3, max: 1e12, noNaN: true }), { minLength: 1, maxLength: 200 });

function histogramOf(values: readonly number[]): LogHistogram {
  const histogram = new LogHistogram();
  for (const value of values) histogram.add(value);
  return histogram;
}

describe('LogHistogram', () => {
  it('gives back a value of the data, to within half a bin, for every share', () => {
    fc.assert(
      fc.property(times, fc.double({ min: 0, max: 1, noNaN: true }), (values, share) => {
        const sorted = [...values].sort((a, b) => a - b);
        const rank = Math.max(1, Math.ceil(share * sorted.length));
        const [found] = histogramOf(values).quantiles([share]);
        const expected = sorted[rank - 1] as number;
        expect(Math.abs(Math.log((found as number) / expected))).toBeLessThan(Math.log(BIN_GROWTH_RATIO));
      }),
    );
  });

  it('counts every value once', () => {
    fc.assert(
      fc.property(times, (values) => {
        let counted = 0;
        histogramOf(values).forEachBin((_, count) => {
          counted += count;
        });
        expect(counted).toBe(values.length);
      }),
    );
  });

  it('visits bins from the smallest value on, zero first', () => {
    const seen: number[] = [];
    histogramOf([5e6, 0, 12, 3, 5e6, 0.02]).forEachBin((value) => seen.push(value));
    expect(seen[0]).toBe(0);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen).toHaveLength(5);
  });

  it('has no quantiles while it is empty', () => {
    expect(new LogHistogram().quantiles([0.5, 0.95])).toEqual([Number.NaN, Number.NaN]);
  });
});
