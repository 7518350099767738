import { expect, test } from 'vitest';
import { hodgesLehmann } from './hodges-lehmann.js';

test('gives no interval for one value', () => {
  expect(hodgesLehmann([0.1], 0.95)).toBeNull();
});

test('gives the whole range of few values, with the confidence it really has', () => {
  expect(hodgesLehmann([1, 2, 3], 0.95)).toEqual({ point: 2, lower: 1, upper: 3, confidence: 0.75 });
});

test('moves little for one wild value in eight', () => {
  const calm = [1, 2, 3, 4, 5, 6, 7, 8];
  const wild = [...calm.slice(1), 1e6];
  expect(hodgesLehmann(wild, 0.95)?.point).toBeLessThan((hodgesLehmann(calm, 0.95)?.point as number) + 2);
});
