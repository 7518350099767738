import { expect, it } from 'vitest';
import { planOf } from '../testing/run-header.js';
import { withBudgets } from './budget-patterns.js';

const IDS = [
  'bench/a.js#parse',
  'bench/deep/b.js#json > parse all/fast',
  'c.js#print (n=1)',
  'c.js#print (n=2)',
];
const matched = (match: string): string[] =>
  withBudgets(planOf(IDS).benchmarks, [{ match, p50: 1 }])
    .benchmarks.filter(({ budgetNs }) => budgetNs !== undefined)
    .map(({ id }) => id);

it.each([
  ['bench/**#*parse*', [IDS[0], IDS[1]]],
  ['bench/*#*', [IDS[0]]],
  ['**/*.js#*', IDS],
  ['**', IDS],
  ['c.js', [IDS[2], IDS[3]]],
  ['c.js#print (n=1)', [IDS[2]]],
  ['bench/**/b.js#json > *', [IDS[1]]],
  ['bench', []],
  ['b?nch/**', []],
])('%s matches %j', (pattern, ids) => {
  expect(matched(pattern)).toEqual(ids);
});

it('of several patterns the last wins for each percentile, and what a benchmark declares wins over all', () => {
  const [first, ...others] = planOf(IDS).benchmarks;
  const { benchmarks } = withBudgets(
    [{ ...first!, budgetNs: { p95: 5 } }, ...others],
    [
      { match: '**', p50: 1, p95: 2 },
      { match: 'bench/**', p50: 3 },
    ],
  );
  expect(benchmarks.map(({ budgetNs }) => budgetNs)).toEqual([
    { p50: 3e6, p95: 5 },
    { p50: 3e6, p95: 2e6 },
    { p50: 1e6, p95: 2e6 },
    { p50: 1e6, p95: 2e6 },
  ]);
});

it('warns of a pattern that matches nothing', () => {
  const { warnings } = withBudgets(planOf(IDS).benchmarks, [{ match: 'bench/**#prase*', p50: 1 }]);
  expect(warnings.map(({ code, message }) => [code, message])).toEqual([
    ['budget-unmatched', 'budgets: bench/**#prase* matches no benchmark: nothing keeps to this budget'],
  ]);
});
