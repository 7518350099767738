import { expect, it } from 'vitest';
import { COMPATIBILITY_BOUNDS_MS, DURATION_BOUNDS_NS } from './duration-bounds.js';

it('puts times that differ by 25 % into two buckets anywhere between 1 ns and 10 s', () => {
  const bucketOf = (ns: number) => DURATION_BOUNDS_NS.findIndex((bound) => ns <= bound);
  for (let ns = 1; ns < 8e9; ns *= 1.001) expect(bucketOf(ns * 1.25)).toBeGreaterThan(bucketOf(ns));
  expect(DURATION_BOUNDS_NS.at(-1)).toBe(1e10);
});

it('has the bounds of the compatibility histogram', () => {
  for (const ms of COMPATIBILITY_BOUNDS_MS) expect(DURATION_BOUNDS_NS).toContain(ms * 1e6);
});
