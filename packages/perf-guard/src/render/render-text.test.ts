import { gate } from '@perf-suite/schema';
import { describe, expect, test } from 'vitest';
import { type BenchmarkSpec, pairedRun } from '../../test/run-builder.js';

import type { JudgeOptions } from '../judge-options.js';
import { judgeRun } from '../judge-run.js';
import { renderMarkdown } from './render-markdown.js';
import { renderText } from './render-text.js';
import { headline } from './report-words.js';

function reportOn(...benchmarks: BenchmarkSpec[]) {
  const run = pairedRun({ benchmarks });
  return judgeRun(run, { baselines: [], createdAt: run.finishedAt, runFile: null });
}

const WILD: BenchmarkSpec = { name: 'wild', roundSd: 3 };

test('an interval that says nothing reads plainly, and is whole in the data', () => {
  const report = reportOn(WILD);
  expect(report.comparisons[0]?.percentiles[0]?.change?.upper).toBeGreaterThan(9);
  const text = renderText(report, { color: false });
  expect(text).toMatch(/\(95 % interval -\d\d\.\d % to more than 10×, 8 rounds\)/);
  expect(text).toMatch(/\[-\d\d\.\d %, more than 10×\]/);
  expect(renderMarkdown(report)).toMatch(/95 % interval -\d\d\.\d % to more than 10×/);
});

test('a benchmark that takes many times as long says how many', () => {
  const report = reportOn({ name: 'quadratic', change: 29, meanNs: 2000 });
  expect(headline(report)).toMatch(/^regressed: 1 of 1 benchmark, worst (29|30)(\.\d)?×$/);
  expect(renderText(report, { color: false })).toMatch(
    /Slower: p50 takes (29|30)(\.\d)?× as long \(95 % interval (29|30)(\.\d)?× to (30|31)(\.\d)?×/,
  );
});

test('a benchmark with a minimum effect of its own says from where a change counts', () => {
  const report = reportOn({ name: 'lenient', change: 0.3, minimumEffect: 0.8 }, { name: 'plain' });
  const [lenient, plain] = report.comparisons;
  expect(lenient).toMatchObject({ verdict: 'unchanged' });
  expect(lenient?.summary).toMatch(
    /^No change of 80 % .* A change counts from 80 % here, elsewhere from 2\.5 %\.$/,
  );
  expect(plain?.summary).not.toContain('counts');
  expect(renderText(report, { color: false })).toContain(
    '(a change counts from 2.5 % at p50, 5 % at p95; 1 benchmark with a minimum effect of its own)',
  );
  expect(renderMarkdown(report)).toContain(
    'a change counts from 2.5 % at p50, 5 % at p95; for lenient from 80 % at p50, 160 % at p95.',
  );
});

test('the headline names the worst of what regressed, and the best where all is well', () => {
  const slower = reportOn(
    { name: 'a', change: 0.06 },
    { name: 'b', change: 0.5 },
    { name: 'c', change: -0.6 },
  );
  expect(headline(slower)).toMatch(/^regressed: 2 of 3 benchmarks, worst \+(49|50)\.\d %$/);
  const faster = reportOn({ name: 'a', change: -0.1 }, { name: 'b', change: -0.5 });
  expect(headline(faster)).toMatch(/^improved: 2 of 2 benchmarks, best -(49|50)\.\d %$/);
  expect(headline(reportOn({ name: 'a' }))).toBe('unchanged: 1 of 1 benchmark');
});

describe('a benchmark whose tail alone is slower', () => {
  const run = pairedRun({
    percentiles: ['p50', 'p95'],
    benchmarks: [{ name: 'handle', tailChange: 0.5 }, { name: 'other' }],
  });
  const judged = (changes: Partial<JudgeOptions> = {}) =>
    judgeRun(run, { baselines: [], createdAt: run.finishedAt, runFile: null, ...changes });

  test('regresses by what its run was measured with, at p95, with size and interval', () => {
    const report = judged();
    expect(gate(report)).toBe(1);
    expect(report.comparisons[0]).toMatchObject({ verdict: 'regressed', severity: 'critical' });
    expect(headline(report)).toMatch(/^regressed: 1 of 2 benchmarks, worst \+\d\d\.\d % at p95$/);
    const text = renderText(report, { color: false });
    expect(text).toMatch(/Slower: p95 takes \d\d\.\d % longer \(95 % interval \+\d\d\.\d % to \+\d\d\.\d %/);
    expect(text).toMatch(/^ {2}p50 .*\(unchanged\)$/m);
  });

  test('is shown in Markdown with p95 beside the verdict', () => {
    const markdown = renderMarkdown(judged());
    expect(markdown).toMatch(/\| 🔴 handle \(critical\) \| .* at p95 \|.*\n\| {2}\| .* at p50 \|/);
    expect(markdown).toContain('a change counts from 2.5 % at p50, 5 % at p95.');
  });

  test('only warns where p50 alone gates, as in runs from before p95 could', () => {
    const { settings } = pairedRun({ benchmarks: [] });
    for (const report of [
      judged({ gating: ['p50'] }),
      judgeRun({ ...run, settings }, { baselines: [], createdAt: run.finishedAt, runFile: null }),
    ]) {
      expect(gate(report)).toBe(0);
      expect(report.comparisons[0]).toMatchObject({
        verdict: 'unchanged',
        warnings: [{ code: 'p95-regressed' }],
      });
    }
  });

  test('that is slower altogether too says so of both', () => {
    const both = pairedRun({ percentiles: ['p50', 'p95'], benchmarks: [{ name: 'a', change: 0.2 }] });
    const report = judgeRun(both, { baselines: [], createdAt: both.finishedAt, runFile: null });
    expect(report.comparisons[0]?.summary).toMatch(
      /^Slower: p50 takes .* longer \(.*\); p95 takes .* longer \(.*\)\.$/,
    );
  });

  test('whose rounds are too short for p95 is not passed over in silence', () => {
    const short = pairedRun({ percentiles: ['p50', 'p95'], benchmarks: [{ name: 'a', pairs: 50 }] });
    const report = judgeRun(short, { baselines: [], createdAt: short.finishedAt, runFile: null });
    expect(report.comparisons[0]?.verdict).toBe('unchanged');
    expect(renderText(report, { color: false })).toContain(
      '! p95 is not judged: it needs 100 samples a round',
    );
    expect(renderMarkdown(report)).toContain('a: p95 is not judged: it needs 100 samples a round');
  });

  test('whose rounds are too short for p95 says so beside p50 where that is slower', () => {
    const benchmarks = [{ name: 'a', pairs: 50, change: 0.2 }];
    const short = pairedRun({ percentiles: ['p50', 'p95'], benchmarks });
    const report = judgeRun(short, { baselines: [], createdAt: short.finishedAt, runFile: null });
    expect(renderMarkdown(report)).toContain('|  | p95 not judged | | |');
  });
});

test.each([undefined, 100])(
  'nothing that others wrote gives a terminal or a CI runner orders (%s columns)',
  (columns) => {
    const report = reportOn({ name: 'a\n::error::b\x1b[2J', change: 0.3 });
    const warned = { ...report, warnings: [{ code: 'x', message: 'm\n::error::m', hint: 'h\n::error::h' }] };
    const text = renderText(warned, { color: false, columns });
    expect(text).toContain('a : :error::b\\x1b[2J');
    expect(text.split('\n').filter((line) => /(^|\s)::/.test(line))).toEqual([]);
    expect(text).not.toContain('\x1b');
    expect(renderMarkdown(warned)).not.toMatch(/(?!\n)\p{Cc}/u);
  },
);

test.each([80, 100, 120])('keeps inside a terminal of %i columns', (columns) => {
  const report = reportOn(WILD, { name: 'slow', change: 0.3 }, { name: 'same' });
  const hint = 'Something else used the machine: '.repeat(6).trim();
  const warned = { ...report, warnings: [{ code: 'x', message: hint, hint }] };
  const lines = renderText(warned, { color: false, columns }).split('\n');
  expect(lines.filter((line) => line.length > columns)).toEqual([]);
  expect(lines.find((line) => line.includes('p50  '))).toMatch(/\[.* %, .*\]/);
  expect(lines.some((line) => line.includes('speedup'))).toBe(columns >= 110);
});

test('Markdown tells each warning once, with the benchmarks that carry it', () => {
  const report = reportOn(...['a', 'b', 'c', 'd'].map((name) => ({ name, change: 0.3 })));
  const shared = [{ code: 'x', message: 'shared', hint: 'Do something.' }];
  const comparisons = report.comparisons.map((comparison) => ({ ...comparison, warnings: shared }));
  const text = renderMarkdown({ ...report, comparisons, warnings: [{ code: 'y', message: 'of all' }] });
  expect(text.split('\n').filter((line) => line.startsWith('- '))).toEqual([
    '- ⚠️ of all',
    '- ⚠️ a, b, c and 1 more: shared. Do something.',
  ]);
});

test('the heading names both sides alike', () => {
  const report = reportOn({ name: 'a' });
  const named = { ...report, run: { ...report.run, branch: 'topic', commit: 'abcdef0123456789' } };
  expect(renderText(named, { color: false })).toMatch(/^topic@abcdef0 against /);
});

test('a terminal of ASCII gets nothing else, and the same columns', () => {
  const report = reportOn(WILD, { name: 'slow', change: 0.1 }, { name: 'same' });
  const [text, ascii] = [false, true].map((one) => renderText(report, { color: false, ascii: one }));
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range is what ASCII is
  expect(ascii).toMatch(/^[\x00-\x7f]+$/);
  expect(ascii?.split('\n').map(({ length }) => length)).toEqual(
    text?.split('\n').map(({ length }) => length),
  );
  expect(ascii).toContain('more than 10x');
});
