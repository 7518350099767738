import { expect, it } from 'vitest';
import { analysesDue } from '../src/paired/analysis-plan.js';
import { decidePairs } from '../src/paired/decide-pairs.js';
import { binomialBound } from './binomial-bound.js';
import { simulatedPairs } from './simulated-pairs.js';

const alphasOf = (shardCount: number, rounds: number | 'auto' = 'auto') =>
  analysesDue({ rounds, doneCount: 24, ended: true, shardCount }).map(({ alpha }) => alpha);
const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

it('one run has all of the error, several have equal parts of it', () => {
  expect(alphasOf(1)).toEqual([0, 0.004, 0.003, 0.003]);
  for (const count of [2, 3, 4, 12, 13, 28, 29, 40])
    expect(sumOf(alphasOf(count))).toBeCloseTo(0.01 / count, 12);
  expect(alphasOf(4, 12)).toEqual([0.0025]);
});

it('a part that is too small to find anything goes to the next analysis that can', () => {
  expect(alphasOf(4)).toEqual([0, 0, expect.closeTo(0.00175), expect.closeTo(0.00075)]);
  expect(alphasOf(16)).toEqual([0, 0, expect.closeTo(0.000625), 0]);
  expect(alphasOf(32)).toEqual([0, 0, 0, expect.closeTo(0.0003125)]);
  for (const count of [2, 5, 13, 40]) {
    const usable = alphasOf(count).filter((alpha) => alpha > 0);
    expect(Math.min(...usable)).toBeGreaterThanOrEqual(1 / 4096);
  }
});

const SHARDS = 4;

/** Returns how many of a shard's benchmarks were called regressed. */
function regressedIn(seed: number, logChanges: readonly number[], sd: number): number {
  const pairs = simulatedPairs({
    noise: 'gaussian',
    roundCount: 24,
    logChanges,
    noiseSds: logChanges.map(() => sd),
    seed,
  });
  const options = { rounds: 'auto', ended: true, seed, gating: ['p50'], shardCount: SHARDS } as const;
  const { decisions } = decidePairs(pairs, options);
  return decisions.filter(({ quantities }) => quantities.p50?.verdict === 'regressed').length;
}

it('the chance of a false regression over all shards is at most 1 %', () => {
  const suites = 100;
  let flagged = 0;
  const edge = new Array<number>(5).fill(Math.log(1.01));
  for (let suite = 0; suite < suites; suite++) {
    const found = Array.from({ length: SHARDS }, (_, i) => regressedIn(1000 * suite + i, edge, 0.05));
    if (found.some((count) => count > 0)) flagged += 1;
  }
  expect(flagged).toBeLessThanOrEqual(binomialBound(suites, 0.01));
});

it('a shard still finds 5 % where rounds differ by 1 %', () => {
  const suites = 60;
  let found = 0;
  for (let suite = 0; suite < suites; suite++)
    found += regressedIn(suite, [Math.log(1.05), 0, 0, 0, 0], 0.01);
  expect(found / suites).toBeGreaterThanOrEqual(0.95);
});
