import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnGrid, SampleSeries } from '../../page/model/sample-series.js';

/** Times that repeat in no pattern, the same each time. */
function values(count: number, seed = 1): number[] {
  let state = seed;
  return Array.from({ length: count }, () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return 1000 + state / 2 ** 22;
  });
}

function filled(all: readonly number[], { kept, batch }: { kept: number; batch: number }): SampleSeries {
  const series = new SampleSeries(kept);
  for (let first = 0; first < all.length; first += batch) {
    series.append({ round: 0, first, ns: all.slice(first, first + batch) });
  }
  return series;
}

describe('columnGrid', () => {
  it('covers the range with no more columns than asked, at multiples of a power of two', () => {
    fc.assert(
      fc.property(
        fc.nat(1e7),
        fc.integer({ min: 1, max: 1e7 }),
        fc.integer({ min: 2, max: 2000 }),
        (from, length, most) => {
          const { from: start, width, count } = columnGrid(from, from + length, most);
          expect(count).toBeLessThanOrEqual(most);
          expect(start).toBeLessThanOrEqual(from);
          expect(start + count * width).toBeGreaterThanOrEqual(from + length);
          expect(Number.isInteger(Math.log2(width))).toBe(true);
          expect(start % width).toBe(0);
        },
      ),
    );
  });

  it('keeps the columns that are already full as the series grows', () => {
    const before = columnGrid(0, 5000, 1000);
    const after = columnGrid(0, 5003, 1000);
    expect(after.width).toBe(before.width);
    expect(after.from).toBe(before.from);
  });
});

describe('SampleSeries', () => {
  it('drops what came of an attempt at a round that is measured again', () => {
    fc.assert(
      fc.property(fc.nat(300), fc.nat(700), fc.integer({ min: 1, max: 300 }), (earlier, given, again) => {
        const [void_, kept] = [new SampleSeries(1024), new SampleSeries(1024)];
        void_.append({ round: 0, first: 0, ns: values(earlier) });
        void_.append({ round: 1, first: 0, ns: values(given, 2).slice(0, given >> 1) });
        void_.append({ round: 1, first: given >> 1, ns: values(given, 2).slice(given >> 1) });
        void_.append({ round: 1, first: 0, ns: values(again, 3) });
        kept.append({ round: 0, first: 0, ns: values(earlier) });
        kept.append({ round: 1, first: 0, ns: values(again, 3) });
        const shown = (series: SampleSeries) => ({
          values: [...series.slice(0, 2000)],
          stretches: series.stretches.filter(({ count }) => count > 0),
          quantiles: series.histogram.quantiles([0, 0.5, 1]),
          thinned: series.thin(columnGrid(0, series.count, 40)),
        });
        expect(shown(void_)).toEqual(shown(kept));
      }),
    );
  });

  it('drops of a long attempt what it still has, and goes on', () => {
    const series = new SampleSeries(256);
    series.append({ round: 0, first: 0, ns: values(1000) });
    series.append({ round: 0, first: 0, ns: values(100, 2) });
    expect(series.count).toBeLessThan(1000);
    expect([...series.slice(series.count - 100, series.count)]).toEqual(values(100, 2));
    series.append({ round: 1, first: 0, ns: values(5000, 3) });
    for (const column of series.thin(columnGrid(0, series.count, 50)).middle) {
      expect(column === null || column >= 1000).toBe(true);
    }
  });

  it('keeps the newest samples exactly and knows where they begin', () => {
    const all = values(1000);
    const series = filled(all, { kept: 256, batch: 37 });
    expect(series.count).toBe(1000);
    expect(series.keptFrom).toBe(744);
    expect([...series.slice(0, 1000)]).toEqual(all.slice(744));
    expect(series.at(743)).toBeUndefined();
    expect(series.at(999)).toBe(all[999]);
    expect(series.at(1000)).toBeUndefined();
  });

  it('gives the true minimum and maximum of every column, however many samples have come', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200_000 }),
        fc.integer({ min: 50, max: 1500 }),
        (count, columns) => {
          const all = values(count, count);
          const series = filled(all, { kept: 1024, batch: 5000 });
          const grid = columnGrid(0, count, columns);
          const { low, high, middle } = series.thin(grid);
          for (let column = 0; column < grid.count; column++) {
            const part = all.slice(grid.from + column * grid.width, grid.from + (column + 1) * grid.width);
            const [least, most] = [Math.min(...part), Math.max(...part)];
            // Narrow columns over what is no longer kept exactly show the bucket around them.
            expect(low[column]).toBeLessThanOrEqual(least);
            expect(high[column]).toBeGreaterThanOrEqual(most);
            if (grid.width >= 256 || count <= 1024) {
              expect(low[column]).toBe(least);
              expect(high[column]).toBe(most);
            }
            expect(middle[column]).toBeGreaterThanOrEqual(low[column] as number);
            expect(middle[column]).toBeLessThanOrEqual(high[column] as number);
          }
        },
      ),
      { numRuns: 15 },
    );
  });

  it('leaves columns beyond the last sample empty', () => {
    const series = filled([1, 2, 3], { kept: 256, batch: 3 });
    expect(series.thin({ from: 2, width: 1, count: 3 })).toEqual({
      low: [3, null, null],
      middle: [3, null, null],
      high: [3, null, null],
    });
  });

  it('finds an outlier among three million samples, in one column', () => {
    const series = new SampleSeries(4096);
    for (let first = 0; first < 3_000_000; first += 50_000) {
      const ns = new Float64Array(50_000).fill(100);
      if (first === 1_050_000) ns[123] = 9000;
      series.append({ round: 0, first, ns });
    }
    const grid = columnGrid(0, series.count, 1000);
    const { high, middle } = series.thin(grid);
    const hit = Math.floor((1_050_123 - grid.from) / grid.width);
    expect(high.flatMap((value, column) => (value === 9000 ? [column] : []))).toEqual([hit]);
    expect(new Set(middle)).toEqual(new Set([100]));
  });

  it('returns round and number of a sample, across rounds and gaps', () => {
    const series = new SampleSeries(256);
    series.append({ round: 0, first: 0, ns: [1, 2] });
    series.append({ round: 0, first: 2, ns: [3] });
    series.append({ round: 0, first: 10, ns: [4] });
    series.append({ round: 1, first: 0, ns: [5, 6] });
    expect(series.stretches).toEqual([
      { round: 0, first: 0, start: 0, count: 3 },
      { round: 0, first: 10, start: 3, count: 1 },
      { round: 1, first: 0, start: 4, count: 2 },
    ]);
    expect(series.locate(3)).toEqual({ round: 0, number: 10 });
    expect(series.locate(5)).toEqual({ round: 1, number: 1 });
    expect(series.locate(6)).toBeUndefined();
  });

  it('bounds the stretches that it remembers', () => {
    const series = new SampleSeries(256);
    for (let i = 0; i < 5000; i++) series.append({ round: 0, first: i * 10, ns: [1] });
    expect(series.stretches.length).toBeLessThanOrEqual(1024);
    expect(series.locate(4999)).toEqual({ round: 0, number: 49_990 });
  });
});
