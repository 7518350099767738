import type { TerminalStyle } from '@perf-suite/command-line/terminal';
import { createColors } from 'picocolors';
import stringWidth from 'string-width';
import { expect, it } from 'vitest';
import { RunRecorder } from '../results/run-recorder.js';
import { planOf, runHeader } from '../testing/run-header.js';
import { type ResultRow, resultRows, resultTable } from './result-table.js';

const STYLE: TerminalStyle = { colors: createColors(false), unicode: true, width: 110, tableWidth: 110 };
const HEAD = {
  count: 10_000,
  minNs: 1,
  p50Ns: 15_000,
  p95Ns: 17_200,
  p99Ns: 1,
  maxNs: 1,
  meanNs: 1,
  spreadRatio: 0.031,
};

function row(file: string, title: string, more: Partial<ResultRow> = {}): ResultRow {
  const shared = { id: `${file}#${title}`, base: null, rounds: 10, failure: null, comparison: null };
  return { ...shared, file, title, head: HEAD, ...more };
}

it('lists benchmarks under their files in order, failures in their place', () => {
  const failure = { reason: 'threw', round: 0, message: 'boom\nmore' } as const;
  const rows = [
    row('a.bench.js', 'parse'),
    row('a.bench.js', 'print', { head: null, failure }),
    row('b.bench.js', 'b.bench.js', {
      head: null,
      failure: { ...failure, reason: 'load', message: 'not loaded' },
    }),
    row('c.bench.js', 'sort', { head: null }),
  ];
  expect(resultTable(rows, STYLE)).toEqual([
    '',
    '  a.bench.js      p50      p95  spread  samples',
    '    parse     15.0 µs  17.2 µs   3.1 %   10,000',
    '    print     ✖ boom',
    '',
    '  b.bench.js',
    '    ✖ not loaded',
    '',
    '  c.bench.js      p50      p95  spread  samples',
    '    sort      not measured',
  ]);
});

it('lets no name or message give a CI runner orders', () => {
  const run = new RunRecorder(runHeader({ paired: false }), planOf(['a.js#x\n::error::y'])).toRunFile(
    '2026-01-01T00:00:00.000Z',
    { interrupted: true },
  );
  const failure = { reason: 'threw', round: 0, message: 'bad\r::error::z' } as const;
  const [row] = resultRows({ run, report: null, statistics: new Map() });
  expect(resultTable([{ ...(row as ResultRow), failure }], STYLE).at(-1)).toBe(
    '    x : :error::y  ✖ bad : :error::z',
  );
});

it('puts what only the baseline has under the heading of its file', () => {
  const plan = planOf(['a.js#one', 'b.js#two', 'a.js#gone']);
  const run = new RunRecorder(runHeader({ paired: false }), plan).toRunFile('2026-01-01T00:00:00.000Z', {
    interrupted: true,
  });
  const rows = resultRows({ run, report: null, statistics: new Map() });
  expect(rows.map(({ id }) => id)).toEqual(['a.js#one', 'a.js#gone', 'b.js#two']);
});

it('shows both sides of an A/B run with speedup, interval and verdict', () => {
  const speedup = { point: 0.909, lower: 0.9, upper: 0.92, confidence: 0.95 };
  const comparison = {
    id: 'a.bench.js#parse',
    file: 'a.bench.js',
    group: [],
    name: 'parse',
    verdict: 'regressed',
    severity: 'critical',
    summary: '',
    percentiles: [
      {
        percentile: 'p50',
        verdict: 'regressed',
        gates: true,
        baselineNs: 13_640,
        currentNs: 14_960,
        change: null,
        speedup,
        pValue: 0.001,
        minimumEffect: 0.025,
        replicates: 8,
        warnings: [],
      },
    ],
    warnings: [],
  } as const;
  // Of all samples together the median is another one: the one that the verdict is about is shown.
  const [, heading, line] = resultTable(
    [row('a.bench.js', 'parse', { base: { ...HEAD, p50Ns: 16_000 }, comparison })],
    STYLE,
  );
  expect(heading).toBe('  a.bench.js  base p50  head p50      p95  spread  samples  speedup at p50');
  expect(line).toBe(
    '    parse      13.6 µs   15.0 µs  17.2 µs   3.1 %   10,000  0.909× [0.900, 0.920]  ▼▼ regressed',
  );
});

it('cuts what failed to the width, as it is printed whole elsewhere', () => {
  const failure = {
    reason: 'load',
    round: 4,
    message: `Cannot find module '${'/folder'.repeat(40)}'`,
  } as const;
  const rows = [
    row('a.bench.js', 'parse', { base: HEAD, failure }),
    row('a.bench.js', 'print', { head: null, failure }),
  ];
  const lines = resultTable(rows, { ...STYLE, tableWidth: 80 });
  expect(lines[2]).toMatch(/^ {4}parse .* ✖ Cannot find module '.*…$/);
  expect(lines[3]).toMatch(/^ {4}print {5}✖ Cannot find module '.*…$/);
  for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(80);
});

it('leaves out the last cells where the terminal is too narrow for all, never the verdict', () => {
  const rows = [row('a.bench.js', 'parse a small file')];
  const headingAt = (tableWidth: number): string | undefined =>
    resultTable(rows, { ...STYLE, tableWidth })[1];
  expect(headingAt(110)).toBe('  a.bench.js                p50      p95  spread  samples');
  expect(headingAt(50)).toBe('  a.bench.js                p50      p95  spread');
  expect(headingAt(20)).toBe('  a.bench.js              p50');
});
