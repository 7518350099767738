import { expect, it } from 'vitest';
import { candidatesFor, parseCoreList } from './core-affinity.js';

it('reads sets of cores as Linux writes them', () => {
  expect(parseCoreList('0-2,5')).toEqual([0, 1, 2, 5]);
  expect(parseCoreList('3')).toEqual([3]);
  expect(parseCoreList('')).toEqual([]);
  expect(parseCoreList('nonsense')).toEqual([]);
});

it('has workers take the last cores first, and leave the first one where they can', () => {
  expect(candidatesFor([0, 1, 2, 5], 1)).toEqual([5, 2, 1]);
  expect(candidatesFor([0, 1, 2, 5], 3)).toEqual([5, 2, 1]);
  expect(candidatesFor([0, 1, 2, 5], 4)).toEqual([5, 2, 1, 0]);
});
