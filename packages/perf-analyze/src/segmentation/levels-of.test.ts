import { median } from '@perf-suite/perf-guard/statistics';
import { expect, test } from 'vitest';
import { gaussian } from '../testing/made-series.js';
import { certainValues, levelsAround } from './levels-of.js';

test('the level around each value is the median of the certain values there', () => {
  const noise = gaussian(5);
  for (const count of [1, 2, 7, 15, 16, 100]) {
    const values = Float64Array.from({ length: count }, noise);
    const deviations = Float64Array.from({ length: count }, () => Math.exp(noise()));
    const levels = levelsAround(values, deviations, 7);
    values.forEach((_, i) => {
      const [from, to] = [Math.max(0, i - 7), Math.min(count, i + 8)];
      expect(levels[i]).toBe(median(certainValues(values, deviations, from, to)));
    });
  }
});
