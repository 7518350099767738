import { gate, type PairedRun, type Report, type RoundRequests, type SingleRun } from '@perf-suite/schema';
import { expect, it } from 'vitest';
import { renderJunit } from '../src/ci/junit.js';
import { testCasesOf } from '../src/ci/test-case.js';
import type { JudgeOptions } from '../src/judge-options.js';
import { judgeRun } from '../src/judge-run.js';
import { explainPairs } from '../src/render/explain-pairs.js';
import { renderMarkdown } from '../src/render/render-markdown.js';
import { renderText } from '../src/render/render-text.js';
import { pairedRun, singleRun } from './run-builder.js';

const ID = 'bench/a.bench.ts#list';
const OPTIONS = { baselines: [], createdAt: '2026-09-01T12:00:00.000Z', runFile: null };

/** Requests of one round, of which so many fail. */
function requests(failed: number, total = 500): RoundRequests {
  return {
    elapsedMs: 1_000,
    okCount: total - failed,
    errors: failed === 0 ? {} : { status: failed },
    latencyNs: null,
  };
}

/** A run of `list`, of whose requests so many fail in each round, and of `add`, of which none does. */
function runOf(base: readonly number[], head: readonly number[], total = 500): PairedRun {
  const made = pairedRun({ rounds: base.length, benchmarks: [{ name: 'list' }, { name: 'add' }] });
  const benchmarks = made.benchmarks.map((benchmark) => ({
    ...benchmark,
    rounds: benchmark.rounds.map((round, i) => ({
      ...round,
      requests:
        benchmark.name === 'list'
          ? { base: requests(base[i]!, total), head: requests(head[i]!, total) }
          : { base: requests(0), head: requests(0) },
    })),
  }));
  return { ...made, benchmarks };
}

const eight = (count: number): number[] => Array(8).fill(count);
const judged = (run: PairedRun, options: Partial<JudgeOptions> = {}): Report =>
  judgeRun(run, { ...OPTIONS, ...options });

it('more of which fail are a regression of their own, and every format says so', () => {
  const report = judged(runOf(eight(1), [14, 16, 15, 17, 13, 15, 16, 14]));
  expect(gate(report)).toBe(1);
  const [list, add] = report.comparisons;
  expect(list).toMatchObject({
    verdict: 'regressed',
    severity: 'critical',
    errors: {
      verdict: 'regressed',
      baseline: { total: 4_000, failed: 8 },
      current: { total: 4_000, failed: 120 },
      replicates: 8,
    },
  });
  expect(list?.summary).toMatch(
    /^Fails more often: 0\.20 % -> 3\.0 % of requests \(\+2\.8 points, 95 % interval \+2\.6 to \+3\.0, p = 0\.0039, 8 rounds\)\. No change of/,
  );
  expect(add).toMatchObject({ verdict: 'unchanged', errors: { verdict: 'unchanged' } });
  expect(renderText(report, { color: false })).toContain('x regressed (critical)  list\n  Fails more often');
  const markdown = renderMarkdown(report);
  expect(markdown).toContain('Performance regressed: 1 of 2 benchmarks, fails more often');
  expect(markdown).toContain('#### Fails more often (1)');
  expect(markdown).not.toContain('#### Slower');
  expect(markdown).toContain(`Perf-Accepted: ${ID} REASON`);
  expect(renderJunit(testCasesOf(report, () => null))).toContain('Fails more often');
  expect(testCasesOf(report, () => null)[0]).toMatchObject({ state: 'regressed', outcome: 'failure' });
});

it('fewer of which fail are told, and pass', () => {
  const report = judged(runOf(eight(15), eight(1)));
  expect(gate(report)).toBe(0);
  expect(report.comparisons[0]).toMatchObject({ verdict: 'unchanged', errors: { verdict: 'improved' } });
  expect(report.comparisons[0]?.summary).toContain('Fails less often: 3.0 % -> 0.20 % of requests');
});

it('of which a few more fail than may be chance pass', () => {
  const report = judged(runOf(eight(1), [2, 1, 3, 1, 2, 1, 2, 2]));
  expect(gate(report)).toBe(0);
  expect(report.comparisons[0]?.errors?.verdict).toBe('unchanged');
  expect(report.comparisons[0]?.summary).not.toContain('often');
});

it('of which many failed in one round are not flagged, and not passed over', () => {
  const report = judged(runOf(eight(0), [0, 0, 0, 120, 0, 0, 0, 0]));
  expect(gate(report)).toBe(0);
  expect(report.comparisons[0]).toMatchObject({
    verdict: 'inconclusive',
    errors: { verdict: 'inconclusive' },
  });
  const warning = 'more of its requests failed (none -> 3.0 % of requests), but not in enough rounds';
  expect(renderText(report, { color: false, detail: 'quiet' })).toContain(warning);
  expect(renderMarkdown(report)).toContain(warning.replace('->', '-&gt;'));
});

it('are unchanged only where they are many', () => {
  const few = judged(runOf(eight(0), eight(0), 50));
  expect(few.comparisons[0]).toMatchObject({ verdict: 'unchanged', errors: { verdict: 'inconclusive' } });
  expect(judged(runOf(eight(0), eight(0), 100)).comparisons[0]?.errors?.verdict).toBe('unchanged');
});

it('are judged by the smallest change that is asked for', () => {
  const run = runOf(eight(1), eight(9));
  expect(gate(judged(run))).toBe(1);
  const tolerant = judged(
    { ...run, settings: { ...run.settings, minimumErrorEffect: 0.005 } },
    { minimumErrorEffect: 0.05 },
  );
  expect(gate(tolerant)).toBe(0);
  expect(tolerant.warnings.map(({ message }) => message).join()).toContain(
    'minimum effect on failed requests 5 % (run: 0.5 %)',
  );
});

it('are accepted by their name, but not by how much slower it may be', () => {
  const run = runOf(eight(1), eight(15));
  const accepted = (upTo?: number) => ({
    ...run,
    settings: {
      ...run.settings,
      accepted: [
        { benchmark: ID, reason: 'The limit is new.', source: 'commit', ...(upTo !== undefined && { upTo }) },
      ],
    },
  });
  const report = judged(accepted());
  expect(report.comparisons[0]).toMatchObject({ verdict: 'accepted', errors: { verdict: 'accepted' } });
  expect(gate(report)).toBe(0);
  const bounded = judged(accepted(0.1));
  expect(gate(bounded)).toBe(1);
  expect(bounded.warnings[0]?.message).toContain('its requests fail more often');
});

it('are explained', () => {
  const run = runOf(eight(1), eight(15));
  const report = judged(run);
  const text = explainPairs(run, report, report.comparisons[0]!).join('\n');
  expect(text).toContain('base 8 of 4,000, head 120 of 4,000');
  expect(text).toContain('head less base: +2.8 points [+2.8 to +2.8], p = 0.0039, 8 rounds: regressed');
  expect(text).toContain('a change counts from 0.5 points');
});

it('count as slower as well where they are', () => {
  const run = runOf(eight(0), eight(15));
  const slower = pairedRun({ rounds: 8, benchmarks: [{ name: 'list', change: 0.3 }, { name: 'add' }] });
  const benchmarks = run.benchmarks.map((benchmark, i) => ({
    ...benchmark,
    rounds: benchmark.rounds.map((round, k) => ({
      ...round,
      pairs: slower.benchmarks[i]!.rounds[k]!.pairs,
    })),
  }));
  const report = judged({ ...run, benchmarks });
  expect(report.comparisons[0]?.summary).toMatch(/^Slower: .* Fails more often: none -> 3\.0 % of requests/);
  expect(renderMarkdown(report)).toContain('worst \\+29.7 %, fails more often');
});

it('of a load are judged against an earlier one by its windows', () => {
  const load = (id: string, failed: readonly number[]): SingleRun => {
    const made = singleRun({ id, rounds: failed.length, benchmarks: [{ name: 'list' }] });
    const benchmarks = made.benchmarks.map((benchmark) => ({
      ...benchmark,
      rounds: benchmark.rounds.map((round, i) => ({
        ...round,
        requests: { head: requests(failed[i]!, 200) },
      })),
    }));
    return { ...made, benchmarks };
  };
  const before = { run: load('before', Array(12).fill(0)), file: null };
  const against = (failed: readonly number[]) =>
    judgeRun(load('now', failed), { ...OPTIONS, baselines: [before] });
  const failing = against(Array(12).fill(5));
  expect(gate(failing)).toBe(1);
  expect(failing.comparisons[0]?.summary).toMatch(
    /^Fails more often: none -> 2\.5 % of requests \(.*, 12 windows\)\./,
  );
  expect(gate(against(Array(12).fill(0)))).toBe(0);
  expect(against(Array(12).fill(0)).comparisons[0]?.errors?.verdict).toBe('unchanged');
  expect(against(Array(2).fill(0)).comparisons[0]?.errors?.verdict).toBe('inconclusive');
  const burst = against([0, 0, 0, 150, 0, 0, 0, 0, 0, 0, 0, 0]);
  expect(gate(burst)).toBe(0);
  expect(burst.comparisons[0]?.warnings.map(({ code }) => code)).toContain('errors-uncertain');
});
