import type { PairedRun, Report } from '@perf-suite/schema';
import { expect, it } from 'vitest';
import { judgeRun } from '../src/judge-run.js';
import { renderMarkdown } from '../src/render/render-markdown.js';
import { renderText } from '../src/render/render-text.js';
import { pairedRun } from './run-builder.js';

/** A run of one request that takes longer by a ratio, and of others that get slower beside it. */
function runOf(kind: 'service' | undefined, change: number): PairedRun {
  const benchmarks = [{ name: 'works', change }, { name: 'page', change: 0.2 }, { name: 'add' }];
  const made = pairedRun({ rounds: 8, benchmarks });
  return {
    ...made,
    benchmarks: made.benchmarks.map((benchmark) => ({ ...benchmark, ...(kind && { kind }), group: ['api'] })),
  };
}

const judged = (run: PairedRun): Report =>
  judgeRun(run, { baselines: [], createdAt: '2026-09-01T12:00:00.000Z', runFile: null });
const warned = ({ comparisons }: Report): (string | undefined)[] =>
  comparisons.map(({ warnings }) => warnings.find(({ code }) => code === 'slowed-neighbour')?.message);

it('a request that got slower beside a much slower one of its service says so, in text and markdown', () => {
  const report = judged(runOf('service', 2.5));
  expect(report.comparisons.map(({ verdict }) => verdict)).toEqual(['regressed', 'regressed', 'unchanged']);
  const message = warned(report)[1];
  expect(warned(report)).toEqual([undefined, message, undefined]);
  expect(message).toMatch(
    /^"works" of the same service takes 2\d\d\.\d % longer, which makes the requests beside it slower, too$/,
  );
  const text = renderText(report, { color: false });
  expect(text.replace(/\s+/g, ' ')).toContain('of the same service takes');
  expect(renderMarkdown(report)).toContain('of the same service takes');
});

it('a little slower one, or benchmarks that are no requests, explain nothing', () => {
  expect(warned(judged(runOf('service', 0.5)))).toEqual([undefined, undefined, undefined]);
  expect(warned(judged(runOf(undefined, 2.5)))).toEqual([undefined, undefined, undefined]);
});
