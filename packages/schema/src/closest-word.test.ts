import { describe, expect, it } from 'vitest';
import { closestWord } from './closest-word.js';

describe('closestWord', () => {
  const words = ['rounds', 'time', 'timeout', 'minimumEffect'];
  it.each([
    ['ruonds', 'rounds'],
    ['Rounds', 'rounds'],
    ['tiem', 'time'],
    ['minEffect', 'minimumEffect'],
    ['colour', null],
    ['', null],
  ])('of %j is %j', (typed, meant) => {
    expect(closestWord(typed, words)).toBe(meant);
  });
});
