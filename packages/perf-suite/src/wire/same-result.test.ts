import { describe, expect, it } from 'vitest';
import { sameResult } from './same-result.js';

describe('sameResult', () => {
  it.each([
    ['equal structures', { a: [1, new Map([['k', 2]])] }, { a: [1, new Map([['k', 2]])] }, true],
    ['other structures', { a: [1, 2] }, { a: [1, 3] }, false],
    [
      'instances of two copies of a class',
      new (class A {
        x = 1;
      })(),
      new (class A {
        x = 1;
      })(),
      true,
    ],
    ['NaN', Number.NaN, Number.NaN, true],
    ['a result on one side only', 1, undefined, false],
    ['no results', undefined, undefined, null],
    ['two functions', () => 1, () => 1, null],
  ])('returns it for %s', (_what, a, b, same) => {
    expect(sameResult(a, b)).toBe(same);
  });
});
