import { measured, roundStarted, runFinished, runStarted, samples } from '@perf-suite/testing/sample-events';
import { describe, expect, it } from 'vitest';
import { MetricStore } from '../store/metric-store.js';
import { scrape, seriesValue } from '../testing/scrape.js';
import { LiveProgress } from './live-progress.js';

const RUN = 'environment="local",branch="main"';
const PARSE = `benchmark_name="parse",${RUN}`;
const PRINT = `benchmark_name="print",${RUN}`;

function newRun() {
  const store = new MetricStore({ seriesCap: 10_000 });
  const progress = new LiveProgress(store);
  progress.record({ ...runStarted(['parse', 'print']), plannedRounds: 4 });
  return { progress, read: async (series: string) => seriesValue(await scrape(store), series) };
}

describe('LiveProgress', () => {
  it('says nothing before the run starts', async () => {
    const store = new MetricStore({ seriesCap: 10_000 });
    new LiveProgress(store).record(measured(100));
    expect(await scrape(store)).not.toContain('benchmark_run_');
  });

  it('counts a benchmark that needs no more rounds as done, however few it needed', async () => {
    const { progress, read } = newRun();
    const share = () => read(`benchmark_run_progress_ratio{${RUN}}`);
    expect(await share()).toBe(0);
    progress.record(measured(100));
    expect(await share()).toBe(1 / 8);
    progress.record({
      type: 'benchmark-finished',
      t: 30,
      benchmark: 0,
      rounds: 1,
      head: null,
      base: null,
      failure: null,
    });
    expect(await share()).toBe(4 / 8);
    progress.record({ ...measured(100), benchmark: 1, round: 3 });
    expect(await share()).toBe(1);
  });

  it('shows which benchmark is measured now, and none after the end', async () => {
    const { progress, read } = newRun();
    progress.record(roundStarted(1));
    progress.record({ type: 'benchmark-started', t: 1, benchmark: 1, round: 1, batchSize: 1 });
    expect(await read(`benchmark_run_round{${RUN}}`)).toBe(2);
    expect(await read(`benchmark_run_measuring{${PARSE}}`)).toBe(0);
    expect(await read(`benchmark_run_measuring{${PRINT}}`)).toBe(1);
    progress.record(runFinished());
    expect(await read(`benchmark_run_measuring{${PRINT}}`)).toBe(0);
  });

  it('counts samples of both sides from 0, and shows the p50 of each side’s latest round', async () => {
    const { progress, read } = newRun();
    expect(await read(`benchmark_run_samples_total{${PARSE}}`)).toBe(0);
    progress.record(samples(0, 0, [1e6, 2e6]));
    progress.record(samples(0, 0, [1e6], 'base'));
    expect(await read(`benchmark_run_samples_total{${PARSE}}`)).toBe(3);
    const round = measured(2e6);
    progress.record({ ...round, base: { ...round.head, p50Ns: 1e6 } });
    expect(await read(`benchmark_run_round_p50_seconds{${PARSE},variant="head"}`)).toBe(0.002);
    expect(await read(`benchmark_run_round_p50_seconds{${PARSE},variant="base"}`)).toBe(0.001);
    expect(await read(`benchmark_run_rounds_done{${PARSE}}`)).toBe(1);
  });

  it('takes noise from the round medians, and shows the interval as it closes in', async () => {
    const { progress, read } = newRun();
    for (const [round, p50Ns] of [90, 100, 110].entries()) progress.record({ ...measured(p50Ns), round });
    expect(await read(`benchmark_run_noise_ratio{${PARSE}}`)).toBeCloseTo(0.1, 12);
    for (const [look, half] of [
      [1, 0.2],
      [2, 0.1],
    ] as const) {
      progress.record({
        type: 'comparison',
        t: 40 + look,
        benchmark: 0,
        look,
        rounds: look,
        speedup: { p50: { point: 1, lower: 1 - half, upper: 1 + half, confidence: 0.95 }, p95: null },
        state: 'sampling',
      });
    }
    expect(await read(`benchmark_run_speedup_ratio_lower{${PARSE},percentile="p50"}`)).toBe(0.9);
    expect(await read(`benchmark_run_speedup_ratio_upper{${PARSE},percentile="p50"}`)).toBe(1.1);
  });
});
