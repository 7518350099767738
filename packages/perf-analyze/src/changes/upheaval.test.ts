import { expect, test } from 'vitest';
import { gaussian } from '../testing/made-series.js';
import { isInUpheaval } from './upheaval.js';

const RUNS = 100;
const AT = 50;

/** Returns benchmarks of which each moves by so much at one run. */
function benchmarks(shifts: readonly number[]): Float64Array[] {
  const noise = gaussian(3);
  return shifts.map((shift) =>
    Float64Array.from({ length: RUNS }, (_, run) => (run < AT ? 0 : shift) + 0.01 * noise()),
  );
}

test('a step is in an upheaval where half of the others moved a lot, up or down', () => {
  expect(isInUpheaval(benchmarks([0.3, 0.5, -0.2, 0, 0]), { at: AT, shift: 0.2 })).toBe(true);
  expect(isInUpheaval(benchmarks([0.3, 0.5, 0.4]), { at: AT, shift: -0.1 })).toBe(true);
});

test('a step of few, or one that the others do not come near, is its own', () => {
  expect(isInUpheaval(benchmarks([0.3, 0.5, 0, 0, 0]), { at: AT, shift: 0.2 })).toBe(false);
  expect(isInUpheaval(benchmarks([0.12, 0.12, 0.12, 0.12]), { at: AT, shift: 0.4 })).toBe(false);
  expect(isInUpheaval(benchmarks([0.05, 0.05, 0.05, 0.05]), { at: AT, shift: 0.05 })).toBe(false);
  expect(isInUpheaval(benchmarks([0.3, 0.5, 0.4]), { at: AT - 30, shift: 0.2 })).toBe(false);
});

test('without others there is none', () => {
  expect(isInUpheaval([], { at: AT, shift: 0.2 })).toBe(false);
  expect(isInUpheaval([new Float64Array(RUNS).fill(Number.NaN)], { at: AT, shift: 0.2 })).toBe(false);
});
