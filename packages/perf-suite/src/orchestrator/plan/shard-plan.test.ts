import { expect, it } from 'vitest';
import { planOf } from '../testing/run-header.js';
import { parseShard, seedOfShards, shardPlan } from './shard-plan.js';

const plan = planOf([
  ...['1', '2', '3', '4', '5'].map((name) => `large.js#${name}`),
  ...['1', '2', '3'].map((name) => `middle.js#${name}`),
  ...['1', '2'].map((name) => `a.js#${name}`),
  'b.js#1',
]);
const idsOf = (index: number, of: number): string[] =>
  shardPlan(plan, { index, of }).plan.benchmarks.map(({ id }) => id);

it('gives each benchmark to one shard, keeps files whole, and evens out how many there are', () => {
  const parts = [1, 2].map((index) => idsOf(index, 2));
  expect(parts.flat().toSorted()).toEqual(plan.benchmarks.map(({ id }) => id).toSorted());
  const filesOf = (ids: readonly string[]) => [...new Set(ids.map((id) => id.split('#')[0]))];
  expect(parts.map(filesOf)).toEqual([
    ['large.js', 'b.js'],
    ['middle.js', 'a.js'],
  ]);
});

it('every shard records the same whole plan and comes to the same seed', () => {
  const [first, second] = [1, 2].map((index) => shardPlan(plan, { index, of: 2 }).shard);
  expect(first?.plan).toEqual(second?.plan);
  const git = { commit: 'abc', branch: null, dirty: false };
  expect(seedOfShards(first!, git)).toBe(seedOfShards(second!, git));
  expect(seedOfShards(first!, git)).not.toBe(seedOfShards(first!, { ...git, commit: 'def' }));
});

it('the same split comes of the same plan, in whatever order its files were found', () => {
  const turned = { ...plan, benchmarks: plan.benchmarks.toReversed() };
  const ids = shardPlan(turned, { index: 1, of: 3 }).plan.benchmarks.map(({ id }) => id);
  expect(ids.toSorted()).toEqual(idsOf(1, 3).toSorted());
});

it('a file that does not load counts as one benchmark, and goes to one shard', () => {
  const failure = { reason: 'load' as const, round: 0, message: 'x is not defined' };
  const broken = { ...planOf(['a.js#1']), brokenFiles: [{ file: '/p/b.js', fileId: 'b.js', failure }] };
  const parts = [1, 2].map((index) => shardPlan(broken, { index, of: 2 }).plan);
  expect(parts.map(({ benchmarks, brokenFiles }) => [benchmarks.length, brokenFiles.length])).toEqual([
    [1, 0],
    [0, 1],
  ]);
});

it('with more shards than files, those that get none say so', () => {
  const { plan: own, warnings } = shardPlan(plan, { index: 5, of: 5 });
  expect(own.benchmarks).toEqual([]);
  expect(warnings[0]?.message).toBe(
    'shard 5/5 has nothing to measure: there are only 4 benchmark files, and files are not split',
  );
});

it('what only base has is for the first shard to report', () => {
  const asked = [1, 2].map((index) => shardPlan(plan, { index, of: 2 }).asksFor);
  expect(asked.map((asksFor) => asksFor('gone.js'))).toEqual([true, false]);
  expect(asked.map((asksFor) => asksFor('middle.js'))).toEqual([false, true]);
});

it.each(['0/4', '5/4', '2', '2/41', 'a/b', '2/4/6', ''])('refuses --shard %j', (text) => {
  expect(() => parseShard(text)).toThrow(/--shard: expected a number and how many there are/);
});

it('reads 2/4', () => {
  expect(parseShard('2/4')).toEqual({ index: 2, of: 4 });
  expect(parseShard(undefined)).toBeNull();
});
