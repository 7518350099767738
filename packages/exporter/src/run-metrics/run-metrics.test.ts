import {
  measured,
  runFinished,
  runStarted,
  samples,
  statistics,
  verdict,
} from '@perf-suite/testing/sample-events';
import { describe, expect, it } from 'vitest';
import { MetricStore } from '../store/metric-store.js';
import { scrape, seriesValue } from '../testing/scrape.js';
import { RunMetrics } from './run-metrics.js';

function setUp(options: { iterationLabel?: boolean } = {}) {
  const store = new MetricStore({ seriesCap: 10_000 });
  const runMetrics = new RunMetrics({ store, iterationLabel: false, pipeline: {}, ...options });
  return { store, runMetrics };
}

const LABELS = 'benchmark_name="a.bench.ts#parse",environment="local",branch="main"';

describe('RunMetrics', () => {
  it('starts every benchmark’s regression counters at 0 when the run starts', async () => {
    const { store, runMetrics } = setUp();
    runMetrics.record(runStarted(['x', 'y']));
    const text = await scrape(store);
    for (const name of ['x', 'y']) {
      for (const severity of ['warning', 'critical']) {
        const series = `performance_regressions_detected_total{benchmark_name="${name}",environment="local",branch="main",severity="${severity}"}`;
        expect(seriesValue(text, series)).toBe(0);
      }
    }
  });

  it('counts head’s samples and leaves base’s out', async () => {
    const { store, runMetrics } = setUp();
    runMetrics.record(runStarted());
    runMetrics.record(samples(0, 0, [1e6, 2e6]));
    runMetrics.record(samples(0, 0, [9e9], 'base'));
    const text = await scrape(store);
    expect(seriesValue(text, `benchmark_samples_total{${LABELS}}`)).toBe(2);
    expect(seriesValue(text, `benchmark_execution_time_seconds_sum{${LABELS}}`)).toBe(0.003);
  });

  it('adds counters up over rounds and takes noise from the round medians', async () => {
    const { store, runMetrics } = setUp();
    runMetrics.record(runStarted());
    runMetrics.record({ ...measured(90), round: 0 });
    runMetrics.record({ ...measured(100), round: 1 });
    runMetrics.record({ ...measured(110), round: 2 });
    const text = await scrape(store);
    expect(seriesValue(text, `benchmark_rounds_total{${LABELS}}`)).toBe(3);
    expect(seriesValue(text, `benchmark_gc_collections_total{${LABELS}}`)).toBe(6);
    expect(seriesValue(text, `benchmark_gc_seconds_total{${LABELS}}`)).toBeCloseTo(0.012, 12);
    // Standard deviation of 90, 100, 110 is 10; 10 / 100.
    expect(seriesValue(text, `benchmark_noise_ratio{${LABELS}}`)).toBeCloseTo(0.1, 12);
  });

  it('counts head’s requests by what became of them', async () => {
    const { store, runMetrics } = setUp();
    const sent = (okCount: number, errors: object) => ({
      elapsedMs: 1_000,
      okCount,
      errors,
      latencyNs: null,
    });
    runMetrics.record(runStarted());
    runMetrics.record({ ...measured(90), round: 0, requests: { head: sent(95, { status: 3, timeout: 2 }) } });
    runMetrics.record({
      ...measured(90),
      round: 1,
      requests: { base: sent(0, { reset: 100 }), head: sent(100, {}) },
    });
    const text = await scrape(store);
    for (const [outcome, count] of Object.entries({ ok: 195, status: 3, timeout: 2, reset: 0 }))
      expect(seriesValue(text, `benchmark_requests_total{${LABELS},outcome="${outcome}"}`)).toBe(count);
  });

  it('says by how much more requests fail while the latest verdict calls that a regression', async () => {
    const { store, runMetrics } = setUp();
    const series = `performance_failed_requests_increase_ratio{${LABELS}}`;
    runMetrics.record(runStarted());
    runMetrics.record({ ...verdict(), failedChange: 0.025 });
    expect(seriesValue(await scrape(store), series)).toBe(0.025);
    runMetrics.record({ ...runStarted(), run: 'r2', startedAt: '2026-03-02T10:00:00.000Z' });
    runMetrics.record({ ...verdict(), verdict: 'unchanged', severity: null });
    expect(await scrape(store)).not.toContain(series);
  });

  it('replaces a round’s percentiles by those of all rounds when the benchmark is finished', async () => {
    const { store, runMetrics } = setUp();
    runMetrics.record(runStarted());
    runMetrics.record(measured(90));
    runMetrics.record({
      type: 'benchmark-finished',
      t: 40,
      benchmark: 0,
      rounds: 1,
      head: statistics(1_000),
      base: null,
      failure: null,
    });
    const series = (p: string) => `benchmark_execution_time_percentile_seconds{${LABELS},percentile="${p}"}`;
    const text = await scrape(store);
    expect(seriesValue(text, series('p50'))).toBe(1e-6);
    expect(seriesValue(text, series('p95'))).toBe(2e-6);
    expect(seriesValue(text, series('p99'))).toBe(3e-6);
    expect(seriesValue(text, `benchmark_last_run_timestamp_seconds{${LABELS}}`)).toBe(
      Date.parse('2026-03-01T10:00:00.040Z') / 1_000,
    );
  });

  it('keeps one baseline’s speedup and drops the one before', async () => {
    const { store, runMetrics } = setUp();
    runMetrics.record(runStarted());
    runMetrics.record({ ...verdict(), baseline: 'main@1' });
    runMetrics.record({ ...verdict(), baseline: 'main@2' });
    const text = await scrape(store);
    expect(
      seriesValue(text, `speedup_ratio{${LABELS},percentile="p50",baseline_version="main@1"}`),
    ).toBeNull();
    expect(seriesValue(text, `speedup_ratio{${LABELS},percentile="p50",baseline_version="main@2"}`)).toBe(
      0.8,
    );
    expect(
      seriesValue(text, `speedup_ratio_lower{${LABELS},percentile="p50",baseline_version="main@2"}`),
    ).toBe(0.75);
  });

  it('counts a regression once however often its run is judged, with the commit as exemplar', async () => {
    const { store, runMetrics } = setUp();
    runMetrics.record(runStarted());
    runMetrics.record(verdict());
    runMetrics.record(verdict());
    const series = `performance_regressions_detected_total{${LABELS},severity="critical"}`;
    expect(seriesValue(await scrape(store), series)).toBe(1);
    expect(await scrape(store, 'openmetrics')).toContain(`${series} 1 # {commit_hash="abc1234"} 1 `);
  });

  it('closes a regression when a later run is fine against the same baseline, and remembers it among the last five', async () => {
    const { store, runMetrics } = setUp();
    runMetrics.record({ ...runStarted(), run: 'r1' });
    runMetrics.record(verdict());
    runMetrics.record({ ...runStarted(), run: 'r2', startedAt: '2026-03-01T11:00:00.000Z' });
    runMetrics.record({ ...verdict(), verdict: 'unchanged', severity: null });
    const text = await scrape(store);
    expect(seriesValue(text, `performance_regression_open{${LABELS},severity="critical"}`)).toBe(0);
    expect(seriesValue(text, `performance_regression_recent_runs{${LABELS}}`)).toBe(1);
    expect(seriesValue(text, `benchmark_verdict{${LABELS},verdict="unchanged"}`)).toBe(1);
    expect(seriesValue(text, `benchmark_verdict{${LABELS},verdict="regressed"}`)).toBeNull();
  });

  it('adds an older run’s counts but keeps the newer run’s gauges', async () => {
    const { store, runMetrics } = setUp();
    runMetrics.record({ ...runStarted(), run: 'new', startedAt: '2026-03-02T00:00:00.000Z' });
    runMetrics.record(measured(500));
    runMetrics.record({ ...runStarted(), run: 'old', startedAt: '2026-03-01T00:00:00.000Z' });
    runMetrics.record(measured(900));
    runMetrics.record(verdict());
    runMetrics.record({ ...runFinished(), exitCode: 1 });
    const text = await scrape(store);
    expect(seriesValue(text, `benchmark_rounds_total{${LABELS}}`)).toBe(2);
    const p50 = `benchmark_execution_time_percentile_seconds{${LABELS},percentile="p50"}`;
    expect(seriesValue(text, p50)).toBe(5e-7);
    expect(text).toContain('benchmark_run_info{environment="local",branch="main",run="new"');
    expect(text).not.toContain('run="old"');
  });

  it('splits the compatibility histogram by round only when asked to', async () => {
    const { store, runMetrics } = setUp({ iterationLabel: true });
    runMetrics.record(runStarted());
    runMetrics.record({ ...samples(0, 0, [1e6]), round: 0 });
    runMetrics.record({ ...samples(0, 0, [1e6, 1e6]), round: 1 });
    const text = await scrape(store);
    const series = (iteration: number) =>
      `benchmark_execution_time_ms_count{benchmark_name="a.bench.ts#parse",iteration="${iteration}",environment="local",branch="main"}`;
    expect(seriesValue(text, series(1))).toBe(1);
    expect(seriesValue(text, series(2))).toBe(2);
    expect(text).not.toContain('by_iteration');
    expect(text.match(/# TYPE benchmark_execution_time_ms /g)).toHaveLength(1);
  });

  it('forgets a benchmark that newer runs no longer have, and keeps all when nothing ran since', async () => {
    const { store, runMetrics } = setUp();
    runMetrics.record({ ...runStarted(['gone', 'kept']), run: 'r1' });
    const later = Date.parse('2026-03-09T00:00:00.000Z');
    runMetrics.forgetBefore(later);
    expect(await scrape(store)).toContain('benchmark_name="gone"');
    runMetrics.record({ ...runStarted(['kept']), run: 'r2', startedAt: '2026-03-08T00:00:00.000Z' });
    runMetrics.forgetBefore(Date.parse('2026-03-02T00:00:00.000Z'));
    const text = await scrape(store);
    expect(text).not.toContain('benchmark_name="gone"');
    expect(text).toContain('benchmark_name="kept"');
  });
});
