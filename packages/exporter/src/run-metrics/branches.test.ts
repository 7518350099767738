import { eventsOfRun, type SingleRun } from '@perf-suite/schema';
import { reportOf } from '@perf-suite/testing/sample-report';
import { singleRun } from '@perf-suite/testing/sample-run';
import { describe, expect, it } from 'vitest';
import { MetricStore } from '../store/metric-store.js';
import { scrape, seriesValue } from '../testing/scrape.js';
import { RunMetrics } from './run-metrics.js';

function setUp(limit = 30) {
  const store = new MetricStore({ seriesCap: 100_000 });
  const branches = { defaultBranch: 'main', limit };
  return { store, runMetrics: new RunMetrics({ store, iterationLabel: false, pipeline: {}, branches }) };
}

function runOf(branch: string | null, hour: number, ns = 100): SingleRun {
  return singleRun({
    id: `${branch}-${hour}`,
    startedAt: new Date(Date.UTC(2026, 2, 1, hour)).toISOString(),
    git: { commit: `c${hour}`, branch, dirty: false },
    benchmarks: { parse: [[ns], [ns]] },
  });
}

function replay(runMetrics: RunMetrics, run: SingleRun): void {
  for (const event of eventsOfRun(run, null)) runMetrics.record(event);
}

const labelsOn = (branch: string) => `benchmark_name="parse",environment="local",branch="${branch}"`;
const p50On = (branch: string) =>
  `benchmark_execution_time_percentile_seconds{${labelsOn(branch)},percentile="p50"}`;
const branchesIn = (text: string) =>
  new Set([...text.matchAll(/branch="([^"]*)"/g)].map(([, branch]) => branch ?? ''));

describe('branches', () => {
  it('do not overwrite each other’s gauges, counters and verdicts', async () => {
    const { store, runMetrics } = setUp();
    replay(runMetrics, runOf('main', 1, 100));
    replay(runMetrics, runOf('feature/x', 2, 400));
    const slow = { verdict: 'regressed', severity: 'critical', speedup: 0.25 } as const;
    runMetrics.recordReport(reportOf(runOf('main', 1), { parse: { verdict: 'unchanged', speedup: 1 } }));
    runMetrics.recordReport(reportOf(runOf('feature/x', 2), { parse: slow }));
    const text = await scrape(store);
    expect(seriesValue(text, p50On('main'))).toBe(1e-7);
    expect(seriesValue(text, p50On('feature/x'))).toBe(4e-7);
    const open = (branch: string) => `performance_regression_open{${labelsOn(branch)},severity="critical"}`;
    expect(seriesValue(text, open('main'))).toBe(0);
    expect(seriesValue(text, open('feature/x'))).toBe(1);
    for (const branch of ['main', 'feature/x'])
      expect(seriesValue(text, `benchmark_rounds_total{${labelsOn(branch)}}`)).toBe(2);
    expect(text).toContain('benchmark_run_info{environment="local",branch="main",run="main-1"');
    expect(text).toContain('benchmark_run_info{environment="local",branch="feature/x",run="feature/x-2"');
  });

  it('have histograms, which are most of the series, only where no run of the default branch is known', async () => {
    const count = (branch: string) => `benchmark_execution_time_seconds_count{${labelsOn(branch)}}`;
    for (const order of [
      ['a', 'main'],
      ['main', 'a'],
    ]) {
      const { store, runMetrics } = setUp();
      for (const [i, branch] of order.entries()) replay(runMetrics, runOf(branch, i));
      expect(seriesValue(await scrape(store), count('main'))).toBe(2);
      expect(seriesValue(await scrape(store), count('a'))).toBeNull();
    }
    const { store, runMetrics } = setUp();
    replay(runMetrics, runOf('master', 1));
    expect(seriesValue(await scrape(store), count('master'))).toBe(2);
  });

  it('are "detached" where a run has none', async () => {
    const { store, runMetrics } = setUp();
    replay(runMetrics, runOf(null, 1));
    replay(runMetrics, { ...runOf('x', 2), git: null });
    expect(branchesIn(await scrape(store))).toEqual(new Set(['detached']));
  });

  it('are kept to those with the newest runs beside the default one, in whatever order runs come', async () => {
    const names = ['a', 'b', 'c', 'd'];
    const runs = [runOf('main', 0), ...names.map((name, i) => runOf(name, i + 1))];
    for (const order of [runs, [...runs].reverse()]) {
      const { store, runMetrics } = setUp(2);
      for (const run of order) replay(runMetrics, run);
      expect(branchesIn(await scrape(store))).toEqual(new Set(['main', 'c', 'd']));
      expect([...store.families.values()].reduce((sum, { series }) => sum + series.size, 0)).toBeLessThan(
        200,
      );
    }
  });

  it('are forgotten when nothing ran on them for long, apart from the default one', async () => {
    const { store, runMetrics } = setUp();
    replay(runMetrics, runOf('main', 1));
    replay(runMetrics, runOf('old', 1));
    replay(runMetrics, runOf('new', 100));
    runMetrics.forgetBefore(Date.UTC(2026, 2, 1, 50));
    expect(branchesIn(await scrape(store))).toEqual(new Set(['main', 'new']));
  });
});

describe('what a benchmark costs', () => {
  it('is counted in measured and CPU seconds, and garbage is never more than what was measured', async () => {
    const { store, runMetrics } = setUp();
    const run = runOf('main', 1);
    const memory = { gcCount: 1, heapUsedBeforeBytes: 1, heapUsedAfterBytes: 2, cpuMs: 150 };
    const rounds = [
      { ...memory, gcMs: 30, measuredMs: 100, rssPeakBytes: 90e6 },
      { ...memory, gcMs: 120, measuredMs: 100, rssPeakBytes: 70e6 },
    ];
    replay(runMetrics, {
      ...run,
      benchmarks: run.benchmarks.map((benchmark) => ({
        ...benchmark,
        rounds: benchmark.rounds.map((round, i) => ({ ...round, memory: rounds[i] ?? null })),
      })),
    });
    const text = await scrape(store);
    const value = (metric: string) => seriesValue(text, `${metric}{${labelsOn('main')}}`);
    expect(value('benchmark_measured_seconds_total')).toBeCloseTo(0.2, 12);
    expect(value('benchmark_cpu_seconds_total')).toBeCloseTo(0.3, 12);
    expect(value('benchmark_gc_seconds_total')).toBeCloseTo(0.13, 12);
    expect(value('benchmark_memory_peak_bytes')).toBe(90e6);
  });

  it('is left out where the file is of a version that did not look', async () => {
    const { store, runMetrics } = setUp();
    const run = runOf('main', 1);
    const memory = { gcCount: 3, gcMs: 30, heapUsedBeforeBytes: 1, heapUsedAfterBytes: 2 };
    replay(runMetrics, {
      ...run,
      benchmarks: run.benchmarks.map((benchmark) => ({
        ...benchmark,
        rounds: benchmark.rounds.map((round) => ({ ...round, memory })),
      })),
    });
    const text = await scrape(store);
    expect(seriesValue(text, `benchmark_gc_collections_total{${labelsOn('main')}}`)).toBe(6);
    for (const metric of [
      'measured_seconds_total',
      'cpu_seconds_total',
      'gc_seconds_total',
      'memory_peak_bytes',
    ])
      expect(text).not.toContain(`benchmark_${metric}{`);
  });
});
