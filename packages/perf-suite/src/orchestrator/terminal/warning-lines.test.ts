import type { RunFile, Warning } from '@perf-suite/schema';
import { createColors } from 'picocolors';
import { expect, it } from 'vitest';
import { NO_NOTES } from '../results/benchmark-record.js';
import { RunRecorder } from '../results/run-recorder.js';
import { SampleReservoir } from '../results/sample-reservoir.js';
import { planOf, runHeader } from '../testing/run-header.js';
import { gatherWarnings, warningLines } from './warning-lines.js';

const DRIFT: Warning = {
  code: 'drift',
  message: 'times grow from round to round',
  hint: 'TerminalStyle for a leak.',
};

function runWith(ids: readonly string[], warnings: readonly Warning[]): RunFile {
  const recorder = new RunRecorder(runHeader({ paired: false }), planOf(ids));
  for (const benchmark of recorder.benchmarks) for (const warning of warnings) benchmark.warn(warning);
  return recorder.toRunFile('2026-01-01T00:00:00.000Z', { interrupted: false });
}

function linesFor(run: RunFile, verbose = false): string[] {
  const style = { colors: createColors(false), unicode: true, width: 100, tableWidth: 100 };
  return warningLines(gatherWarnings(run, null, verbose), style);
}

it('reports a warning that many share once, with the first of them and what to do', () => {
  const run = runWith(['a.js#1', 'a.js#2', 'a.js#3', 'a.js#4', 'a.js#5'], [DRIFT]);
  expect(linesFor(run)).toEqual([
    '  ▲ 1, 2, 3 and 2 more: times grow from round to round',
    '    TerminalStyle for a leak.',
  ]);
});

it('warns of the sample cap only when asked for everything', () => {
  const recorder = new RunRecorder(runHeader({ paired: false }), planOf(['a.js#1']));
  const record = recorder.benchmark('a.js#1');
  record.startRound(new SampleReservoir(2, () => 0.5));
  record.addSamples(Float64Array.of(1, 2, 3), null, null);
  record.keepRound(0, NO_NOTES, false);
  const run = recorder.toRunFile('2026-01-01T00:00:00.000Z', { interrupted: false });
  expect(linesFor(run)).toEqual([]);
  expect(linesFor(run, true)[0]).toBe('  ▲ 1: a round measured 3 samples and kept 2 of them, evenly chosen');
});

it('says once that the rounds are too few for any verdict', () => {
  const fewRounds = { code: 'too-few-rounds', message: '4 rounds cannot reach p below 0.063' };
  const run = runWith(['a.js#1'], [fewRounds]);
  expect(linesFor(run)).toEqual(['  ▲ 1: 4 rounds cannot reach p below 0.063']);
  const undecidable = { code: 'undecidable', message: 'with 4 rounds nothing can be found' };
  expect(linesFor({ ...run, warnings: [undecidable] })).toEqual(['  ▲ with 4 rounds nothing can be found']);
});

it('keeps inside a narrow terminal', () => {
  const warning = { code: 'load', message: `${'busy '.repeat(20)}end`, hint: `${'wait '.repeat(20)}end` };
  const style = { colors: createColors(false), unicode: true, width: 60, tableWidth: 60 };
  const lines = warningLines([{ warning, titles: [] }], style);
  expect(lines.length).toBeGreaterThan(3);
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(60);
});

it('does not name a benchmark twice', () => {
  const run = runWith(['a.js#sort'], [{ code: 'drift', message: 'the times of "sort" grow' }]);
  expect(linesFor(run)).toEqual(['  ▲ the times of "sort" grow']);
});

it('reports a warning whose message begins with the name of a benchmark once for all that carry it', () => {
  const recorder = new RunRecorder(runHeader({ paired: false }), planOf(['a.js#sort', 'a.js#find']));
  for (const benchmark of recorder.benchmarks) {
    const name = benchmark.planned.name;
    benchmark.warn({ code: 'works-after-return', message: `"${name}" returns before its work is done` });
  }
  const run = recorder.toRunFile('2026-01-01T00:00:00.000Z', { interrupted: false });
  expect(linesFor(run)).toEqual(['  ▲ sort, find: returns before its work is done']);
});

it('reports the doubts about a verdict, and where nothing changed only what moved beside it', () => {
  const noisy = { code: 'noisy-neighbour', message: 'the speed of the machine moved' };
  const slowerTail = { code: 'p95-regressed', message: 'p95 takes 9 % longer' };
  const run = runWith(['a.js#1', 'a.js#2'], []);
  const comparisons = (['regressed', 'unchanged'] as const).map((verdict, index) => ({
    id: `a.js#${index + 1}`,
    file: 'a.js',
    group: [],
    name: String(index + 1),
    verdict,
    severity: null,
    summary: '',
    percentiles: [],
    warnings: [noisy, slowerTail],
  }));
  const report = { warnings: [], comparisons };
  const shown = (verbose: boolean) =>
    gatherWarnings(run, report, verbose).map(({ warning, titles }) => [warning.code, ...titles]);
  expect(shown(false)).toEqual([
    ['noisy-neighbour', '1'],
    ['p95-regressed', '1', '2'],
  ]);
  expect(shown(true)).toContainEqual(['noisy-neighbour', '1', '2']);
});
