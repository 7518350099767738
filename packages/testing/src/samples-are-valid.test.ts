import { parseAnalysis, parseLiveEvent, parseReport, parseRunFile } from '@perf-suite/schema';
import { expect, it } from 'vitest';
import { changesAt, forecastsAt, objectivesAt, sampleChange } from './sample-analysis.js';
import { measured, roundStarted, runFinished, runStarted, samples, verdict } from './sample-events.js';
import { reportOf } from './sample-report.js';
import { pairedRun, singleRun } from './sample-run.js';

const failure = { reason: 'threw', round: 0, message: 'boom' } as const;
const single = singleRun({ benchmarks: { parse: [[1_000, 1_100], [1_200]], gone: { rounds: [], failure } } });
const paired = pairedRun();

it.each([single, singleRun(), paired])('a sample run is a run file', (run) => {
  expect(parseRunFile(structuredClone(run), 'sample')).toEqual(run);
});

it.each([
  reportOf(single, { parse: { verdict: 'regressed', severity: 'critical', speedup: 0.8 } }),
  reportOf(paired, { [paired.benchmarks[0]?.id ?? '']: { verdict: 'missing' } }),
])('a sample report is a report', (report) => {
  expect(parseReport(structuredClone(report), 'sample')).toEqual(report);
});

const at = '2026-03-01T10:00:00.000Z';
const standing = { runCount: 2, missedCount: 0, kept: 1, budgetLeft: 1, burnRate: { fast: null, slow: 0 } };
it.each([
  changesAt(at, [sampleChange()]),
  forecastsAt(at, { parse: { kind: 'over', excess: 0.1 } }),
  objectivesAt(at, { parse: { ...standing, alert: null } }),
])('sample $kind are what perf-analyze writes', (analysis) => {
  expect(parseAnalysis(structuredClone(analysis), 'sample')).toEqual(analysis);
});

it.each([
  runStarted(2),
  runStarted(['a.bench.ts#parse']),
  roundStarted(1),
  samples(0, 0, [1.5, 2]),
  measured(1_000),
  verdict(),
  runFinished(),
])('a sample event $type is a live event', (event) => {
  expect(parseLiveEvent(structuredClone(event), event.type)).toEqual(event);
});
