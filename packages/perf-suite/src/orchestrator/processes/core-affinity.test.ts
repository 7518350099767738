import { expect, it } from 'vitest';
import { parseCoreList, planCores } from './core-affinity.js';

it('reads sets of cores as Linux writes them', () => {
  expect(parseCoreList('0-2,5')).toEqual([0, 1, 2, 5]);
  expect(parseCoreList('3')).toEqual([3]);
  expect(parseCoreList('')).toEqual([]);
  expect(parseCoreList('nonsense')).toEqual([]);
});

it('gives workers the last core and everything else the others', () => {
  expect(planCores([0, 1, 2, 5])).toEqual({ workerCore: 5, otherCores: [0, 1, 2] });
});

it('pins nothing where there is only one core', () => {
  expect(planCores([3])).toEqual({ workerCore: null, otherCores: [3] });
  expect(planCores([])).toEqual({ workerCore: null, otherCores: [] });
});
