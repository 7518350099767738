import { describe, expect, it } from 'vitest';
import { batchSizeFor } from './batch-size.js';

describe('batchSizeFor', () => {
  it.each([
    [0.25, 100_000],
    [1, 20_000],
    [10, 2000],
    [13, 2000],
    [15, 1000],
    [100, 200],
    [1000, 20],
    [9_999, 2],
    [10_000, 1],
    [1e9, 1],
    [Number.NaN, 1],
  ])('a call of %s ns makes a batch of %s', (callNs, size) => {
    expect(batchSizeFor(callNs)).toBe(size);
  });

  it('keeps a batch within a factor of 1.6 of the target, on the 1-2-5 series', () => {
    for (let callNs = 0.2; callNs < 10_000; callNs *= 1.07) {
      const size = batchSizeFor(callNs);
      expect(String(size)).toMatch(/^[125]0*$/);
      expect((size * callNs) / 20_000).toBeGreaterThan(1 / 1.6);
      expect((size * callNs) / 20_000).toBeLessThan(1.6);
    }
  });

  it('stays finite for a call that takes no time', () => {
    expect(batchSizeFor(0)).toBe(2_000_000);
  });
});
