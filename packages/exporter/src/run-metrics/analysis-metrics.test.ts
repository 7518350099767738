import { changesAt, forecastsAt, objectivesAt, sampleChange } from '@perf-suite/testing/sample-analysis';
import { describe, expect, it } from 'vitest';
import { MetricStore } from '../store/metric-store.js';
import { scrape, seriesValue } from '../testing/scrape.js';
import { AnalysisMetrics } from './analysis-metrics.js';

const MONDAY = '2026-03-02T06:00:00.000Z';
const TUESDAY = '2026-03-03T06:00:00.000Z';
const PARSE = 'benchmark_name="parse",environment="ci",branch="main"';
const CHANGE = (state: string) =>
  `${PARSE},percentile="p50",kind="step",state="${state}",change="3f9c1e07ab"`;
const FORECAST = `${PARSE},percentile="p50",budget="p50 <= 2 ms"`;
const OBJECTIVE = `${PARSE},objective="p50 <= 2 ms in 90 % of runs in 30 days"`;
const SLOPE = { point: 0.01, lower: 0.005, upper: 0.02, confidence: 0.95 };

function setUp() {
  const store = new MetricStore({ seriesCap: 10_000 });
  const analyses = new AnalysisMetrics(store);
  const show = async (series: string) => {
    analyses.show();
    return seriesValue(await scrape(store), series);
  };
  return { store, analyses, show };
}

describe('the metrics of what perf-analyze found', () => {
  it('show a change point with its interval, its times, and what became of it', async () => {
    const { analyses, show } = setUp();
    analyses.record(changesAt(MONDAY, [sampleChange()]), 'changes.json');
    expect(await show(`performance_change_ratio{${CHANGE('open')}}`)).toBe(0.08);
    expect(await show(`performance_change_ratio_lower{${CHANGE('open')}}`)).toBe(0.07);
    expect(await show(`performance_change_ratio_upper{${CHANGE('open')}}`)).toBe(0.09);
    const at = `performance_change_timestamp_seconds{${CHANGE('open')},commit_hash="28cccccccccc"}`;
    expect(await show(at)).toBe(Date.UTC(2026, 1, 10) / 1_000);
    const seen = `performance_change_first_seen_timestamp_seconds{${CHANGE('open')}}`;
    expect(await show(seen)).toBe(Date.UTC(2026, 1, 14) / 1_000);
    expect(await show(`performance_change_points{${PARSE},state="open"}`)).toBe(1);
    expect(await show(`performance_change_points{${PARSE},state="intended"}`)).toBe(0);
    const analysed = 'performance_analysis_timestamp_seconds{environment="ci",branch="main"}';
    expect(await show(analysed)).toBe(Date.parse(MONDAY) / 1_000);
  });

  it('show what a file says now, not what it said before', async () => {
    const { analyses, show } = setUp();
    analyses.record(changesAt(MONDAY, [sampleChange(), sampleChange({ id: 'other' })]), 'changes.json');
    expect(await show(`performance_change_points{${PARSE},state="open"}`)).toBe(2);
    analyses.record(changesAt(TUESDAY, [sampleChange({ state: 'acknowledged' })]), 'changes.json');
    expect(await show(`performance_change_ratio{${CHANGE('open')}}`)).toBeNull();
    expect(await show(`performance_change_ratio{${CHANGE('acknowledged')}}`)).toBe(0.08);
    expect(await show(`performance_change_points{${PARSE},state="open"}`)).toBe(0);
  });

  it('show the later of two files about the same, in whatever order they are read', async () => {
    const files = [
      changesAt(MONDAY, [sampleChange()]),
      changesAt(TUESDAY, [sampleChange({ state: 'fixed' })]),
    ] as const;
    for (const order of [[0, 1] as const, [1, 0] as const]) {
      const { analyses, show } = setUp();
      for (const i of order) analyses.record(files[i], `changes-${i}.json`);
      expect(await show(`performance_change_points{${PARSE},state="open"}`)).toBe(0);
      expect(await show(`performance_change_points{${PARSE},state="fixed"}`)).toBe(1);
      // Without the later one, the earlier one says what is known.
      analyses.forget('changes-1.json');
      expect(await show(`performance_change_points{${PARSE},state="open"}`)).toBe(1);
    }
  });

  it('go with the file that said them', async () => {
    const { store, analyses } = setUp();
    analyses.record(changesAt(MONDAY, [sampleChange()]), 'changes.json');
    analyses.record(forecastsAt(MONDAY, { parse: { kind: 'over', excess: 0.1 } }), 'forecast.json');
    analyses.show();
    expect(store.seriesCount).toBeGreaterThan(0);
    analyses.forget('changes.json');
    analyses.forget('forecast.json');
    analyses.show();
    expect(store.seriesCount).toBe(0);
  });

  it('show when a budget will be exceeded, and nothing of it where that is not known', async () => {
    const { analyses, show } = setUp();
    const days = { likely: 10, earliest: 5, latest: 20 };
    analyses.record(forecastsAt(MONDAY, { parse: { kind: 'in', days, slope: SLOPE } }), 'forecast.json');
    const inDays = (count: number) => Date.parse(MONDAY) / 1_000 + count * 86_400;
    expect(await show(`performance_budget_exceeded_timestamp_seconds{${FORECAST}}`)).toBe(inDays(10));
    expect(await show(`performance_budget_exceeded_earliest_timestamp_seconds{${FORECAST}}`)).toBe(inDays(5));
    expect(await show(`performance_budget_exceeded_latest_timestamp_seconds{${FORECAST}}`)).toBe(inDays(20));
    expect(await show(`performance_forecast_state{${FORECAST},state="in"}`)).toBe(1);
    const unknown = { kind: 'cannot-tell', reason: '3 runs' } as const;
    analyses.record(forecastsAt(TUESDAY, { parse: unknown }), 'later.json');
    expect(await show(`performance_budget_exceeded_timestamp_seconds{${FORECAST}}`)).toBeNull();
    expect(await show(`performance_forecast_state{${FORECAST},state="in"}`)).toBe(0);
    expect(await show(`performance_forecast_state{${FORECAST},state="cannot-tell"}`)).toBe(1);
  });

  it('show how an objective stands, and how fast its error budget goes', async () => {
    const { analyses, show } = setUp();
    const state = { runCount: 60, missedCount: 5, kept: 55 / 60, budgetLeft: 1 / 6 };
    const burning = { ...state, burnRate: { fast: null, slow: 2 }, alert: 'ticket' } as const;
    analyses.record(objectivesAt(MONDAY, { parse: burning }), 'slo.json');
    expect(await show(`performance_objective_target_ratio{${OBJECTIVE}}`)).toBe(0.9);
    expect(await show(`performance_objective_error_budget_left_ratio{${OBJECTIVE}}`)).toBe(1 / 6);
    expect(await show(`performance_objective_burn_rate{${OBJECTIVE},speed="slow"}`)).toBe(2);
    expect(await show(`performance_objective_burn_rate{${OBJECTIVE},speed="fast"}`)).toBeNull();
    expect(await show(`performance_objective_burning{${OBJECTIVE},speed="slow"}`)).toBe(1);
    expect(await show(`performance_objective_burning{${OBJECTIVE},speed="fast"}`)).toBe(0);
  });

  it('have the machine’s changes under *, and those of a detached HEAD under its name', async () => {
    const { analyses, show } = setUp();
    const machine = sampleChange({ benchmark: '*', kind: 'machine', branch: null });
    analyses.record(changesAt(MONDAY, [machine]), 'changes.json');
    const labels = 'benchmark_name="*",environment="ci",branch="detached",state="open"';
    expect(await show(`performance_change_points{${labels}}`)).toBe(1);
  });
});
