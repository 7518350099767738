import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeSorted } from './merge-sorted.js';

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
