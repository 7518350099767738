import { parseReport } from '@perf-suite/schema';
import { expect, it } from 'vitest';
import { gate, judgeRun } from '../src/index.js';
import { pairedRun, singleRun } from './run-builder.js';

const OPTIONS = { baselines: [], createdAt: '2026-01-03T00:00:00.000Z', runFile: 'head.run.json' };
const SUITE = {
  benchmarks: [{ name: 'slower', change: 0.3 }, { name: 'same' }, { name: 'faster', change: -0.3 }],
};
const CHANGE = { commit: null, fileCount: 1, files: ['lib.js'] };

it('a run whose files changed meanwhile has no verdict, and its exit code is never 0', () => {
  const report = judgeRun({ ...pairedRun(SUITE), codeChange: CHANGE }, OPTIONS);
  expect(report.comparisons.map(({ verdict }) => verdict)).toEqual(Array(3).fill('inconclusive'));
  expect(report.verdict).toBe('inconclusive');
  expect(report.counts).toMatchObject({ inconclusive: 3, regressed: 0, improved: 0, unchanged: 0 });
  expect(report.comparisons[0]?.summary).toContain('files changed while they were measured');
  expect(parseReport(JSON.parse(JSON.stringify(report)), 'a.report.json')).toEqual(report);
  expect(gate(report)).toBe(4);
  expect(gate({ ...report, failOn: [] })).toBe(4);
  expect(gate({ ...report, failOn: ['inconclusive'] })).toBe(3);
});

it('where only HEAD moved, the code was one, and the verdicts stand', () => {
  const moved = { commit: 'abc', fileCount: 0, files: [] };
  const report = judgeRun({ ...pairedRun(SUITE), codeChange: moved }, OPTIONS);
  expect(report.verdict).toBe('regressed');
});

it('against earlier runs the same holds, and such a run is no baseline', () => {
  const [earlier, run] = [singleRun({ ...SUITE, id: 'a' }), singleRun({ ...SUITE, id: 'b' })];
  const baselines = [{ run: earlier, file: 'a.run.json' }];
  const report = judgeRun({ ...run, codeChange: CHANGE }, { ...OPTIONS, baselines });
  expect(report.comparisons.map(({ verdict }) => verdict)).toEqual(Array(3).fill('inconclusive'));
  expect(gate(report)).toBe(4);
  const mixed = [{ run: { ...earlier, codeChange: CHANGE }, file: 'a.run.json' }];
  expect(() => judgeRun(run, { ...OPTIONS, baselines: mixed })).toThrow(
    'a.run.json: expected a run of one version as baseline, found one whose files changed while it measured them (lib.js)',
  );
});
