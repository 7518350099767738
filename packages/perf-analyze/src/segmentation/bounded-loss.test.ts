import { expect, test } from 'vitest';
import { gaussian } from '../testing/made-series.js';
import { segmentByBoundedLoss } from './bounded-loss.js';

const OPTIONS = { bound: 3, penalty: 6 };

test('finds the same boundaries as trying all segmentations', () => {
  for (let seed = 0; seed < 20; seed++) {
    const noise = gaussian(seed);
    const values = Array.from({ length: 24 }, (_, i) => noise() + (i < 9 ? 0 : i < 17 ? 5 : 2));
    values[4] = 30;
    const deviations = values.map((_, i) => (i % 3 === 0 ? 1.5 : 1));
    const found = segmentByBoundedLoss(values, deviations, OPTIONS);
    expect(found).toEqual(byTryingAll(values, deviations));
  }
});

test('takes no boundary for a wild value, however wild', () => {
  const values = Array.from({ length: 50 }, (_, i) => (i === 20 ? 1e6 : 0.1 * (i % 7)));
  expect(segmentByBoundedLoss(values, new Float64Array(50).fill(1), OPTIONS)).toEqual([]);
});

test('finds nothing in a series that never changes, or has one value', () => {
  expect(segmentByBoundedLoss([1, 1, 1], [1, 1, 1], OPTIONS)).toEqual([]);
  expect(segmentByBoundedLoss([1], [1], OPTIONS)).toEqual([]);
  expect(segmentByBoundedLoss([], [], OPTIONS)).toEqual([]);
});

/** The same minimum by dynamic programming over all last segments. O(n^4). */
function byTryingAll(values: readonly number[], deviations: readonly number[]): number[] {
  const costs = [-OPTIONS.penalty];
  const beginnings = [0];
  for (let end = 1; end <= values.length; end++) {
    costs[end] = Number.POSITIVE_INFINITY;
    for (let start = 0; start < end; start++) {
      const cost =
        (costs[start] as number) +
        OPTIONS.penalty +
        leastLoss(values.slice(start, end), deviations.slice(start, end));
      if (cost < (costs[end] as number) - 1e-9) [costs[end], beginnings[end]] = [cost, start];
    }
  }
  const boundaries = [];
  for (let at = beginnings[values.length] as number; at > 0; at = beginnings[at] as number)
    boundaries.push(at);
  return boundaries.reverse();
}

/** Between the places where a value reaches its bound the loss is a parabola: tries the lowest point of each. */
function leastLoss(values: readonly number[], deviations: readonly number[]): number {
  const edges = values.flatMap((value, i) => [
    value - OPTIONS.bound * (deviations[i] as number),
    value + OPTIONS.bound * (deviations[i] as number),
  ]);
  edges.sort((a, b) => a - b);
  let least = Number.POSITIVE_INFINITY;
  for (let k = 0; k + 1 < edges.length; k++) {
    const [low, high] = [edges[k] as number, edges[k + 1] as number];
    const middle = (low + high) / 2;
    let weights = 0;
    let sum = 0;
    values.forEach((value, i) => {
      const deviation = deviations[i] as number;
      if (Math.abs(value - middle) >= OPTIONS.bound * deviation) return;
      weights += deviation ** -2;
      sum += value * deviation ** -2;
    });
    const level = Math.min(high, Math.max(low, weights === 0 ? middle : sum / weights));
    const loss = values.reduce((total, value, i) => {
      const distance = (value - level) / (deviations[i] as number);
      return total + Math.min(distance * distance, OPTIONS.bound ** 2);
    }, 0);
    least = Math.min(least, loss);
  }
  return least;
}
