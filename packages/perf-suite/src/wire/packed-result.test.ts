import { expect, it } from 'vitest';
import { packResult, resultsDiffer } from './packed-result.js';

const differ = (a: unknown, b: unknown): boolean => resultsDiffer(packResult(a), packResult(b));

it('results differ by what they hold, not by the order or class they hold it in', () => {
  expect(differ({ a: 1, b: [2] }, { b: [2], a: 1 })).toBe(false);
  expect(differ(new Map([['a', 1]]), new Map([['a', 1]]))).toBe(false);
  expect(differ(Number.NaN, Number.NaN)).toBe(false);
  expect(differ({ a: 1 }, { a: 2 })).toBe(true);
  expect(differ('x', null)).toBe(true);
});

it('what cannot be compared is not called different', () => {
  expect(differ(() => 1, 1)).toBe(false);
  expect(differ(undefined, 1)).toBe(false);
  expect(differ('x'.repeat(2_000_000), 'y')).toBe(false);
});
