import { eventsOfRun, type Report } from '@perf-suite/schema';
import { sampleEnvironment } from '@perf-suite/testing/sample-environment';
import { reportOf } from '@perf-suite/testing/sample-report';
import { singleRun } from '@perf-suite/testing/sample-run';
import { describe, expect, it } from 'vitest';
import { MetricStore } from '../store/metric-store.js';
import { scrape, seriesValue } from '../testing/scrape.js';
import { RunMetrics } from './run-metrics.js';

const LABELS = 'benchmark_name="parse",environment="local",branch="main"';
const STATUS = 'ci_pipeline_status{pipeline="github",branch="main",trigger="ci"}';

function setUp() {
  const store = new MetricStore({ seriesCap: 10_000 });
  return { store, runMetrics: new RunMetrics({ store, iterationLabel: false, pipeline: {} }) };
}

function replay(runMetrics: RunMetrics, run: ReturnType<typeof singleRun>): void {
  for (const event of eventsOfRun(run, null)) runMetrics.record(event);
}

const at = (hour: number) => `2026-03-01T${String(hour).padStart(2, '0')}:00:00.000Z`;
const quick = (id: string, hour: number) =>
  singleRun({
    id,
    startedAt: at(hour),
    environment: sampleEnvironment({ ci: 'github' }),
    benchmarks: {
      parse: [
        [100, 200, 300],
        [400, 500],
      ],
    },
  });

describe('a run that is read back from its file', () => {
  it('gives back the samples per iteration, whatever the batch size', async () => {
    const { store, runMetrics } = setUp();
    replay(runMetrics, quick('r1', 10));
    const text = await scrape(store);
    expect(seriesValue(text, `benchmark_samples_total{${LABELS}}`)).toBe(5);
    expect(seriesValue(text, `benchmark_rounds_total{${LABELS}}`)).toBe(2);
    expect(seriesValue(text, `benchmark_execution_time_seconds_sum{${LABELS}}`)).toBeCloseTo(1.5e-6, 15);
    const p50 = `benchmark_execution_time_percentile_seconds{${LABELS},percentile="p50"}`;
    expect(seriesValue(text, p50)).toBe(3e-7);
    expect(
      seriesValue(text, 'benchmark_suite_last_duration_seconds{environment="local",branch="main"}'),
    ).toBe(60);
    expect(seriesValue(text, 'memory_usage_mb{environment="local",process="worker",phase="peak"}')).toBe(90);
    expect(seriesValue(text, 'cpu_utilization_percent{environment="local",core="1",process="worker"}')).toBe(
      90,
    );
    expect(seriesValue(text, 'benchmark_run_in_progress{environment="local",branch="main"}')).toBe(0);
    expect(seriesValue(text, STATUS)).toBeNull();
  });

  it('says that a benchmark failed', async () => {
    const { store, runMetrics } = setUp();
    const failure = { reason: 'threw', round: 0, message: 'boom' } as const;
    const benchmarks = { parse: { rounds: [[100]], failure } };
    replay(runMetrics, singleRun({ id: 'f', startedAt: at(10), benchmarks, state: 'partial' }));
    expect(seriesValue(await scrape(store), `benchmark_failed{${LABELS}}`)).toBe(1);
  });
});

describe('recordReport', () => {
  it('counts regressions without their run files, which may have been pruned', async () => {
    const { store, runMetrics } = setUp();
    const slow = { verdict: 'regressed', severity: 'critical', speedup: 0.8 } as const;
    for (const run of [quick('r1', 10), quick('r2', 11)]) {
      runMetrics.recordReport(reportOf(run, { parse: slow }));
    }
    const series = `performance_regressions_detected_total{${LABELS},severity="critical"}`;
    expect(seriesValue(await scrape(store), series)).toBe(2);
  });

  it('gives the same metrics whether a report comes before or after its run, and in any order of runs', async () => {
    const first = quick('r1', 10);
    const second = quick('r2', 11);
    const slow = reportOf(second, { parse: { verdict: 'regressed', severity: 'warning', speedup: 0.9 } });
    const fine = reportOf(first, { parse: { verdict: 'unchanged', speedup: 1 } });
    const orders = [
      [first, fine, second, slow],
      [slow, second, fine, first],
      [second, first, slow, fine],
    ];
    const texts = await Promise.all(
      orders.map(async (order) => {
        const { store, runMetrics } = setUp();
        for (const one of order) {
          if (one.kind === 'run') replay(runMetrics, one);
          else runMetrics.recordReport(one);
        }
        return (await scrape(store)).split('\n').sort().join('\n');
      }),
    );
    expect(texts[1]).toBe(texts[0]);
    expect(texts[2]).toBe(texts[0]);
    const text = texts[0] ?? '';
    expect(seriesValue(text, STATUS)).toBe(0);
    expect(seriesValue(text, `performance_regression_open{${LABELS},severity="warning"}`)).toBe(1);
    expect(seriesValue(text, `performance_regression_recent_runs{${LABELS}}`)).toBe(1);
    expect(seriesValue(text, `benchmark_minimum_effect_ratio{${LABELS}}`)).toBe(0.025);
  });

  it('publishes the budgets of the newest judged run, and takes back those that are gone', async () => {
    const { store, runMetrics } = setUp();
    const judged = (id: string, hour: number, state: 'over' | 'within' | null): Report => ({
      ...reportOf(quick(id, hour), { parse: { verdict: 'unchanged', speedup: 1 } }),
      ...(state !== null && {
        budgets: [
          {
            id: 'parse',
            file: 'a.js',
            group: [],
            name: 'parse',
            percentile: 'p95',
            budgetNs: 1e7,
            state,
            timeNs: null,
            rounds: 6,
            summary: '',
          },
        ],
      }),
    });
    const stateOf = async (state: string) =>
      seriesValue(await scrape(store), `benchmark_budget_state{${LABELS},percentile="p95",state="${state}"}`);
    runMetrics.recordReport(judged('r2', 11, 'over'));
    runMetrics.recordReport(judged('r1', 10, 'within'));
    expect([await stateOf('over'), await stateOf('within'), await stateOf('open')]).toEqual([1, 0, 0]);
    const seconds = `benchmark_budget_seconds{${LABELS},percentile="p95"}`;
    expect(seriesValue(await scrape(store), seconds)).toBe(0.01);
    expect(seriesValue(await scrape(store), STATUS)).toBe(0);
    runMetrics.recordReport(judged('r3', 12, null));
    expect([await stateOf('over'), seriesValue(await scrape(store), seconds)]).toEqual([null, null]);
  });
});
