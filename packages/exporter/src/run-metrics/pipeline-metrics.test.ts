import { type Environment, eventsOfRun, type Report, type SingleRun } from '@perf-suite/schema';
import { sampleEnvironment } from '@perf-suite/testing/sample-environment';
import { runFinished, runStarted } from '@perf-suite/testing/sample-events';
import { reportOf } from '@perf-suite/testing/sample-report';
import { singleRun } from '@perf-suite/testing/sample-run';
import { describe, expect, it } from 'vitest';
import { MetricStore } from '../store/metric-store.js';
import { scrape, seriesValue } from '../testing/scrape.js';
import type { Pipeline } from './pipeline-metrics.js';
import { RunMetrics } from './run-metrics.js';

const LABELS = 'pipeline="github",branch="main",trigger="ci"';
const STATUS = `ci_pipeline_status{${LABELS}}`;
const LAST_SUCCESS = `ci_pipeline_last_success_timestamp_seconds{${LABELS}}`;
const count = (result: string) => `ci_pipeline_runs_total{${LABELS},result="${result}"}`;

function setUp(pipeline: Partial<Pipeline> = {}) {
  const store = new MetricStore({ seriesCap: 10_000 });
  const runMetrics = new RunMetrics({ store, iterationLabel: false, pipeline });
  const show = async (series: string) => seriesValue(await scrape(store), series);
  return { store, runMetrics, show };
}

const inCi = sampleEnvironment({ ci: 'github' });
function runAt(hour: number, environment: Environment = inCi): SingleRun {
  const startedAt = new Date(Date.UTC(2026, 2, 1, hour)).toISOString();
  return singleRun({ id: `r${hour}`, startedAt, environment, benchmarks: { parse: [[100]] } });
}
const fine = (run: SingleRun): Report => reportOf(run, { parse: { verdict: 'unchanged', speedup: 1 } });
const slow = (run: SingleRun): Report =>
  reportOf(run, { parse: { verdict: 'regressed', severity: 'critical', speedup: 0.8 } });

describe('the metrics of a pipeline', () => {
  it('say what its judged runs said, whatever the order of reports', async () => {
    const reports = [fine(runAt(1)), slow(runAt(2)), slow(runAt(3))];
    for (const order of [reports, [...reports].reverse()]) {
      const { runMetrics, show } = setUp();
      for (const report of order) runMetrics.recordReport(report);
      expect(await show(STATUS)).toBe(0);
      expect(await show(LAST_SUCCESS)).toBe(Date.parse(fine(runAt(1)).createdAt) / 1_000);
      expect([await show(count('pass')), await show(count('fail'))]).toEqual([1, 2]);
    }
  });

  it('count the time of all runs in CI, and none of those that somebody started by hand', async () => {
    const { runMetrics, show } = setUp();
    for (const run of [runAt(1), runAt(2), runAt(3, sampleEnvironment())])
      for (const event of eventsOfRun(run, null)) runMetrics.record(event);
    expect(await show(`ci_pipeline_seconds_total{${LABELS}}`)).toBe(120);
  });

  it('exist from the first judged run on, also where none has passed yet', async () => {
    const { runMetrics, show } = setUp();
    runMetrics.recordReport(slow(runAt(1)));
    expect(await show(LAST_SUCCESS)).toBe(0);
    expect([await show(count('pass')), await show(count('fail'))]).toEqual([0, 1]);
  });

  it('are not changed by an unjudged run, by one that somebody started by hand, and by an interrupted one', async () => {
    const { runMetrics, show, store } = setUp();
    runMetrics.recordReport(slow(runAt(1)));
    for (const event of eventsOfRun(runAt(2), null)) runMetrics.record(event);
    runMetrics.recordReport(fine(runAt(3, sampleEnvironment())));
    const stopped = fine({ ...runAt(4), state: 'partial' });
    runMetrics.recordReport(stopped);
    runMetrics.recordReport({ ...stopped, run: { ...stopped.run, state: 'complete', interrupted: true } });
    expect(await show(STATUS)).toBe(0);
    expect(await show(count('pass'))).toBe(0);
    expect(await scrape(store)).not.toContain('pipeline="local"');
  });

  it('count a run once however often it is judged, and show its latest judgement', async () => {
    const { runMetrics, show } = setUp();
    runMetrics.recordReport(slow(runAt(1)));
    runMetrics.recordReport(fine(runAt(1)));
    expect(await show(STATUS)).toBe(1);
    expect([await show(count('pass')), await show(count('fail'))]).toEqual([0, 1]);
  });

  it('are those of the pipeline that was given, for a run outside of CI too', async () => {
    const { runMetrics, show } = setUp({ pipeline: 'nightly', trigger: 'cron' });
    runMetrics.recordReport(fine(runAt(1, sampleEnvironment())));
    expect(await show('ci_pipeline_status{pipeline="nightly",branch="main",trigger="cron"}')).toBe(1);
  });

  it('take in a live run only if it was judged', async () => {
    const { runMetrics, show } = setUp();
    const started = { ...runStarted(), environment: inCi };
    runMetrics.record(started);
    runMetrics.record(runFinished());
    expect(await show(STATUS)).toBeNull();
    runMetrics.record({ ...started, run: 'r2' });
    runMetrics.record({ ...runFinished(), verdict: 'unchanged' });
    expect(await show(STATUS)).toBe(1);
  });

  it('of the default branch stay though nothing ran for long', async () => {
    const { runMetrics, show } = setUp();
    runMetrics.recordReport(fine(runAt(1)));
    runMetrics.forgetBefore(Date.UTC(2027, 0, 1));
    expect(await show(LAST_SUCCESS)).toBeGreaterThan(0);
  });
});
