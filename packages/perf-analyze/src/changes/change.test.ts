import { mannWhitney } from '@perf-suite/perf-guard/statistics';
import { expect, test } from 'vitest';
import { DEFAULT_CHANGE_OPTIONS, fewestRunsToFind } from './change.js';

test('a step can be found from the fewest runs on, and not before', () => {
  const fewest = fewestRunsToFind(DEFAULT_CHANGE_OPTIONS);
  const smallestP = (count: number): number => {
    const runs = Array.from({ length: count }, (_, i) => i);
    const half = count >> 1;
    return mannWhitney(runs.slice(0, half), runs.slice(half));
  };
  expect(smallestP(fewest)).toBeLessThanOrEqual(DEFAULT_CHANGE_OPTIONS.largestPValue);
  expect(smallestP(fewest - 1)).toBeGreaterThan(DEFAULT_CHANGE_OPTIONS.largestPValue);
  expect(fewest).toBe(14);
});
