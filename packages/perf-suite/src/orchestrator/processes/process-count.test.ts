import { expect, it } from 'vitest';
import { processCount } from './process-count.js';

it('leaves one core to the rest where it may choose', () => {
  expect([1, 2, 8, 2.5, 0.5].map((cores) => processCount('auto', cores))).toEqual([1, 1, 7, 1, 1]);
});

it('refuses more processes than cores', () => {
  expect(processCount(2, 2)).toBe(2);
  expect(processCount(1, 0.5)).toBe(1);
  expect(() => processCount(3, 2.9)).toThrow('--parallel: expected at most 2, as many as the cores');
});
