import type { Series } from '@perf-suite/history';
import { describe, expect, test } from 'vitest';
import { HistoryCollector } from '../history/environment-history.js';
import { type MadeSeries, madeSeries } from '../testing/made-series.js';
import { type Change, DEFAULT_CHANGE_OPTIONS } from './change.js';
import { findChanges } from './find-changes.js';

const RUNS = 200;

function changesOf(...series: readonly Series[]): Change[] {
  const collector = new HistoryCollector();
  for (const one of series) collector.add(one);
  const history = collector.history();
  return history === null ? [] : findChanges(history, DEFAULT_CHANGE_OPTIONS);
}

/** Returns several benchmarks, of which only the first is made as asked for. */
function suite(first: Partial<MadeSeries>, others: Partial<MadeSeries> = {}): Series[] {
  return Array.from({ length: 8 }, (_, i) =>
    madeSeries({ benchmark: `b${i}`, runCount: RUNS, seed: i + 1, ...others, ...(i === 0 && first) }),
  );
}

describe('a step', () => {
  test('is found where it was made, with its size', () => {
    const [change, ...others] = changesOf(...suite({ factor: (run) => (run < 120 ? 1 : 1.05) }));
    expect(others).toEqual([]);
    expect(change).toMatchObject({ benchmark: 'b0', kind: 'step', percentile: 'p50' });
    expect(Math.abs((change?.atRun ?? 0) - 120)).toBeLessThanOrEqual(1);
    expect(change?.afterRun).toBe((change?.atRun ?? 0) - 1);
    expect(change?.ratio.lower).toBeLessThan(0.05);
    expect(change?.ratio.upper).toBeGreaterThan(0.05);
    expect(change?.ratio.lower).toBeGreaterThan(0.04);
    expect(change?.pValue).toBeLessThan(1e-3);
  });

  test('is found in a short history, half of which is behind it', () => {
    const short = { runCount: 20, factor: (run: number) => (run < 9 ? 1 : 1.4) };
    const [change, ...others] = changesOf(...suite(short, { runCount: 20 }));
    expect(others).toEqual([]);
    expect(change).toMatchObject({ benchmark: 'b0', kind: 'step', atRun: 9 });
  });

  test('of a benchmark whose higher values are better is slower where they fall', () => {
    const [change] = changesOf(
      madeSeries({
        benchmark: 'ops',
        runCount: RUNS,
        seed: 3,
        better: 'higher',
        factor: (run) => (run < 90 ? 1 : 0.9),
      }),
    );
    expect(change?.kind).toBe('step');
    expect(change?.ratio.point).toBeGreaterThan(0.09);
  });

  test('is found in a series of its own, without others to compare with', () => {
    const changes = changesOf(
      madeSeries({ benchmark: 'b', runCount: RUNS, seed: 5, factor: (run) => (run < 50 ? 1 : 1.06) }),
    );
    expect(changes.map(({ kind, atRun }) => [kind, atRun])).toEqual([['step', 50]]);
  });
});

test('unchanged series have no changes, with wild values or without', () => {
  expect(changesOf(...suite({}))).toEqual([]);
  expect(changesOf(...suite({ factor: (run) => (run % 37 === 0 ? 1.5 : 1) }))).toEqual([]);
});

test('a benchmark that gets slower in many small steps creeps', () => {
  const rise = (run: number): number => 1 + 0.06 * Math.min(1, Math.max(0, (run - 50) / 100));
  const [change, ...others] = changesOf(...suite({ factor: rise }));
  expect(others).toEqual([]);
  expect(change).toMatchObject({ benchmark: 'b0', kind: 'creep' });
  expect(change?.afterRun).toBeGreaterThan(30);
  expect(change?.atRun).toBeLessThan(170);
  expect(change?.ratio.lower).toBeGreaterThan(0.04);
  expect(change?.ratio.upper).toBeLessThan(0.08);
});

describe('a machine that gets slower', () => {
  test('is one change of all benchmarks, and of none', () => {
    const slower = (run: number): number => (run < 100 ? 1 : 1.08);
    const [change, ...others] = changesOf(...suite({ factor: slower }, { factor: slower }));
    expect(others).toEqual([]);
    expect(change).toMatchObject({ benchmark: '*', kind: 'machine', atRun: 100 });
    expect(change?.ratio.point).toBeCloseTo(0.08, 1);
  });

  test('does not hide a change of code elsewhere', () => {
    const slower = (run: number): number => (run < 100 ? 1 : 1.08);
    const both = (run: number): number => slower(run) * (run < 150 ? 1 : 1.06);
    const changes = changesOf(...suite({ factor: both }, { factor: slower }));
    expect(changes.map(({ benchmark, kind }) => [benchmark, kind])).toEqual([
      ['*', 'machine'],
      ['b0', 'step'],
    ]);
  });

  test('is told by another fingerprint, whatever the levels do', () => {
    const changes = changesOf(
      ...suite(
        { factor: (run) => (run < 100 ? 1 : 1.3) },
        { factor: (run) => (run < 100 ? 1 : 1.1), fingerprint: (run) => (run < 100 ? 'old' : 'new') },
      ).map((series, i) => (i === 0 ? { ...series, points: withFingerprints(series) } : series)),
    );
    expect(changes.map(({ benchmark, kind, atRun }) => [benchmark, kind, atRun])).toEqual([
      ['*', 'machine', 100],
    ]);
  });
});

describe('values of several units', () => {
  const bytes = (series: readonly Series[]): Series[] => series.map((one) => ({ ...one, unit: 'bytes' }));
  const rise = (run: number): number => (run < 120 ? 1 : 1.2);

  test('are changes of their own, of one benchmark in one unit', () => {
    const changes = changesOf(...suite({}), ...bytes(suite({ factor: rise })));
    expect(changes.map(({ benchmark, unit, atRun }) => [benchmark, unit, atRun])).toEqual([
      ['b0', 'bytes', 120],
    ]);
  });

  test('of which a machine moves only times, though most have others', () => {
    const slower = (run: number): number => (run < 100 ? 1 : 1.08);
    const changes = changesOf(
      ...suite({ factor: slower }, { factor: slower }),
      ...bytes(suite({})),
      ...suite({}).map((one) => ({ ...one, unit: 'allocs' })),
    );
    expect(changes.map(({ benchmark, kind, atRun }) => [benchmark, kind, atRun])).toEqual([
      ['*', 'machine', 100],
    ]);
  });

  test('that all rise are no change of the machine where they are no times', () => {
    const changes = changesOf(...suite({}), ...bytes(suite({ factor: rise }, { factor: rise })));
    expect(new Set(changes.map(({ kind }) => kind))).toEqual(new Set(['step']));
    expect(changes).toHaveLength(8);
  });
});

function withFingerprints({ points }: Series): Series['points'] {
  return points.map((point, run) => ({ ...point, fingerprint: run < 100 ? 'old' : 'new' }));
}

test('two machines that take turns are no change', () => {
  const turns = {
    factor: (run: number) => (run % 2 === 0 ? 1 : 1.2),
    fingerprint: (run: number) => (run % 2 === 0 ? 'a' : 'b'),
  };
  expect(changesOf(...suite(turns, turns))).toEqual([]);
});

test('a benchmark that begins to vary more has changed its noise, not its level', () => {
  const noise = (run: number): number => (run < 100 ? 1 : 1 + 0.035 * Math.sin(run * run));
  const changes = changesOf(...suite({ noise: 0.008, factor: noise }));
  expect(changes.map(({ benchmark, kind }) => [benchmark, kind])).toEqual([['b0', 'noise']]);
});

test('a benchmark that begins to alternate between two states has two modes', () => {
  const modes = (run: number): number => (run >= 120 && [0, 1, 3].includes(run % 5) ? 1.06 : 1);
  const kinds = changesOf(...suite({ noise: 0.004, factor: modes })).map(({ kind }) => kind);
  expect(kinds).toContain('modes');
});
