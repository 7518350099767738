import { gate, type RunFile, type SingleRun } from '@perf-suite/schema';
import { describe, expect, it } from 'vitest';
import { budgetCounts } from '../src/budgets/budget-words.js';
import { testCasesOf } from '../src/ci/test-case.js';
import { judgeRun } from '../src/judge-run.js';
import { renderMarkdown } from '../src/render/render-markdown.js';
import { renderText } from '../src/render/render-text.js';
import { pairedRun, singleRun } from './run-builder.js';

const OPTIONS = { baselines: [], createdAt: '2026-01-01T00:00:00.000Z', runFile: null };
type Budgets = Readonly<Record<string, { readonly p50?: number; readonly p95?: number }>>;

/** An iteration takes 2 µs. */
function withBudgets<Run extends RunFile>(run: Run, budgets: Budgets): Run {
  const benchmarks = run.benchmarks.map((one) => {
    const budgetNs = budgets[one.name];
    return budgetNs === undefined ? one : { ...one, budgetNs };
  });
  return { ...run, benchmarks } as Run;
}

const single = (rounds: number, budgets: Budgets, pairs = 120): SingleRun =>
  withBudgets(singleRun({ rounds, benchmarks: [{ name: 'parse', pairs }, { name: 'print' }] }), budgets);
const statesOf = (run: RunFile) =>
  judgeRun(run, OPTIONS).budgets?.map(({ percentile, state }) => [percentile, state]);

describe('a budget', () => {
  it('is kept where the whole interval is below it, exceeded where it is above, else open', () => {
    expect(statesOf(single(8, { parse: { p50: 3000, p95: 3000 } }))).toEqual([
      ['p50', 'within'],
      ['p95', 'within'],
    ]);
    expect(statesOf(single(8, { parse: { p50: 1500 } }))).toEqual([['p50', 'over']]);
    const [{ timeNs } = { timeNs: null }] =
      judgeRun(single(8, { parse: { p50: 1500 } }), OPTIONS).budgets ?? [];
    expect(statesOf(single(8, { parse: { p50: timeNs?.point ?? 0 } }))).toEqual([['p50', 'open']]);
    expect(statesOf(single(8, { parse: { p50: timeNs?.upper ?? 0 } }))).toEqual([['p50', 'within']]);
  });

  it('is open with the reason where there are too few rounds, or too few samples for p95', () => {
    const few = judgeRun(single(5, { parse: { p50: 1500 } }), OPTIONS).budgets?.[0];
    expect(few).toMatchObject({ state: 'open', timeNs: null, rounds: 5 });
    expect(few?.summary).toContain('5 rounds give no interval of 95 %, it needs 6 (--rounds)');
    const thin = judgeRun(single(8, { parse: { p50: 1500, p95: 1500 } }, 50), OPTIONS).budgets;
    expect(thin?.map(({ state }) => state)).toEqual(['over', 'open']);
    expect(thin?.[1]?.summary).toContain('p95 needs 100 samples a round, found fewer');
  });

  it('is not kept by a time that is not that of the work', () => {
    const run = single(8, { parse: { p50: 3000 } });
    const warnings = [{ code: 'eliminated', message: 'the compiler has removed its work' }];
    const benchmarks = run.benchmarks.map((one) => ({ ...one, warnings }));
    expect(statesOf({ ...run, benchmarks })).toEqual([['p50', 'open']]);
  });

  it('is judged by head where there is a base, beside its verdict', () => {
    const run = pairedRun({ benchmarks: [{ name: 'parse', change: 0 }, { name: 'print' }] });
    const report = judgeRun(withBudgets(run, { parse: { p50: 1500 } }), OPTIONS);
    expect(report.budgets).toHaveLength(1);
    expect(report.counts).toMatchObject({ unchanged: 2 });
    expect(gate(report)).toBe(7);
    expect(renderMarkdown(report)).toMatch(
      /^### 🔴 Performance unchanged: 2 of 2 benchmarks; budgets: 1 over\n/,
    );
  });

  it('of a benchmark that was not measured because both sides run the same code is open, and no news', () => {
    const run = pairedRun({ benchmarks: [{ name: 'parse' }, { name: 'print' }] });
    const benchmarks = run.benchmarks.map((one, i) =>
      i === 0 ? { ...one, rounds: [], sameCode: 'nothing changed', budgetNs: { p50: 1500 } } : one,
    );
    const report = judgeRun({ ...run, benchmarks }, { ...OPTIONS, failOn: ['inconclusive'] });
    expect(report.budgets?.[0]).toMatchObject({ state: 'open', sameCode: true });
    expect(gate(report)).toBe(0);
    expect(testCasesOf(report, () => null).map(({ outcome }) => outcome)).toEqual([
      'passed',
      'passed',
      'passed',
    ]);
  });
});

describe('the gate', () => {
  it('fails with 7 where a budget is exceeded, behind a regression and before a failure', () => {
    const over = single(8, { parse: { p50: 1500 } });
    expect(gate(judgeRun(over, OPTIONS))).toBe(7);
    const slower = pairedRun({ benchmarks: [{ name: 'parse', change: 0.3 }, { name: 'print' }] });
    expect(gate(judgeRun(withBudgets(slower, { parse: { p50: 1500 } }), OPTIONS))).toBe(1);
    const failure = { reason: 'threw' as const, round: 0, message: 'no' };
    const benchmarks = over.benchmarks.map((one, i) => (i === 1 ? { ...one, failure, rounds: [] } : one));
    expect(gate(judgeRun({ ...over, benchmarks }, OPTIONS))).toBe(7);
    expect(gate(judgeRun({ ...over, benchmarks }, { ...OPTIONS, failOn: ['failed'] }))).toBe(6);
  });

  it('passes where they are kept or open, unless open ones are to fail', () => {
    expect(gate(judgeRun(single(8, { parse: { p50: 3000 } }), OPTIONS))).toBe(0);
    const open = single(5, { parse: { p50: 1500 } });
    expect(gate(judgeRun(open, OPTIONS))).toBe(0);
    expect(gate(judgeRun(open, { ...OPTIONS, failOn: ['inconclusive'] }))).toBe(3);
  });

  it('says so where it is off', () => {
    const report = judgeRun(single(8, { parse: { p50: 1500 } }), { ...OPTIONS, failOn: [] });
    expect(gate(report)).toBe(0);
    expect(renderText(report, { color: false })).toContain(
      'does not fail although over budget: judged with --fail-on none',
    );
  });
});

it('every format says which budgets are exceeded, open and kept', () => {
  const report = judgeRun(single(8, { parse: { p50: 1500 }, print: { p50: 3000 } }), OPTIONS);
  expect(budgetCounts(report)).toBe('budgets: 1 over, 1 within');
  const text = renderText(report, { color: false });
  expect(text).toMatch(
    /x over budget {2}parse\n {2}Over budget: p50 takes 2\.\d\d µs \(95 % interval .*, 8 rounds\); the budget at p50 is 1\.50 µs\.\n/,
  );
  expect(text).toContain('= within budget  print');
  expect(renderText(report, { color: false, detail: 'quiet' })).not.toContain('within budget');
  const markdown = renderMarkdown(report);
  expect(markdown.split('\n')[0]).toBe('### 🔴 Performance budgets: 1 over, 1 within');
  expect(markdown).toContain('- 🔴 **parse**: Over budget: p50 takes 2');
  const cases = testCasesOf(report, () => 3);
  expect(cases[0]).toMatchObject({
    title: 'parse (budget at p50)',
    outcome: 'failure',
    state: 'over budget',
    line: 3,
  });
  expect(cases.filter(({ outcome }) => outcome === 'failure')).toHaveLength(1);
});

it('a run without budgets and without a baseline has nothing to judge, as before', () => {
  expect(() => judgeRun(single(8, {}), OPTIONS)).toThrow(/baseline/);
  expect(judgeRun(pairedRun({ benchmarks: [{ name: 'parse' }] }), OPTIONS)).not.toHaveProperty('budgets');
});
