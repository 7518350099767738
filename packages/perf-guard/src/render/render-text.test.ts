import { expect, test } from 'vitest';
import { type BenchmarkSpec, pairedRun } from '../../test/run-builder.js';
import { judgeRun } from '../judge-run.js';
import { renderMarkdown } from './render-markdown.js';
import { headline, renderText } from './render-text.js';

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
  expect(renderMarkdown(report)).toMatch(/\| -\d\d\.\d % to more than 10× \|/);
});

test('a benchmark that takes many times as long says how many', () => {
  const report = reportOn({ name: 'quadratic', change: 29, meanNs: 2000 });
  expect(headline(report)).toMatch(/^regressed: 1 of 1 benchmark, worst (29|30)(\.\d)?×$/);
  expect(renderText(report, { color: false })).toMatch(
    /Slower: p50 takes (29|30)(\.\d)?× as long \(95 % interval (29|30)(\.\d)?× to (30|31)(\.\d)?×/,
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
