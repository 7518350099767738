import { expect, it } from 'vitest';
import { listed } from './listed.js';

it('names all of a few things, and the first of many with how many more there are', () => {
  expect(listed([])).toBe('');
  expect(listed(['a', 'b', 'c'])).toBe('a, b, c');
  expect(listed(['a', 'b', 'c', 'd', 'e'])).toBe('a, b, c and 2 more');
  expect(listed(['a', 'b', 'c'], { most: 1 })).toBe('a and 2 more');
  expect(listed(['a', 'b'], { count: 9 })).toBe('a, b and 7 more');
  expect(listed(['a: x', 'b: y', 'c: z'], { most: 2, separator: '; ' })).toBe('a: x; b: y; and 1 more');
});
