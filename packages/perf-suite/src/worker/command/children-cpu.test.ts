import { expect, it } from 'vitest';
import { elapsed, parseChildrenCpu } from './children-cpu.js';

it('reads the time of ended children, whatever the program is called', () => {
  const fields = 'S 1 2 3 0 -1 4194304 100 200 0 0 7 8 123 45 20 0 1 0 99';
  expect(parseChildrenCpu(`42 (a) b (c)) ${fields}`)).toEqual({ userMs: 1230, systemMs: 450 });
});

it('knows nothing of another text', () => {
  expect(parseChildrenCpu('')).toBeNull();
  expect(parseChildrenCpu('42 (node) S 1 2')).toBeNull();
});

it('is unknown where one of two readings is', () => {
  const times = { userMs: 30, systemMs: 10 };
  expect(elapsed({ userMs: 10, systemMs: 10 }, times)).toEqual({ userMs: 20, systemMs: 0 });
  expect(elapsed(null, times)).toBeNull();
  expect(elapsed(times, null)).toBeNull();
});
