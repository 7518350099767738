import type { DashboardSpecification } from './panel.js';

/** Not by branch: what is measured live is mostly not the default one. */
const CHOSEN = 'job="perf-live",run=~"$run"';
const BY_BENCHMARK = 'max by (benchmark_name, environment, branch, run)';

/** One line for each benchmark of each live run. */
function lines(metric: string): string {
  return `${BY_BENCHMARK} (${metric}{${CHOSEN}})`;
}

const ofRuns = (metric: string) => `max by (environment, branch, run) (${metric}{${CHOSEN}})`;
const RUN = '{{branch}} on {{environment}} {{run}}';

export const liveDashboard: DashboardSpecification = {
  uid: 'perf-live',
  title: 'Performance: live run',
  description: 'Runs with --live, while they measure: how far they are, and what they know so far.',
  variables: ['run'],
  from: 'now-15m',
  panels: [
    {
      kind: 'stat',
      row: 'Progress',
      title: 'Progress',
      description: 'Share of the planned rounds of all benchmarks that is done.',
      unit: 'percentunit',
      decimals: 0,
      width: 4,
      height: 5,
      queries: [{ expr: ofRuns('benchmark_run_progress_ratio'), legend: RUN, instant: true }],
      none: 'no live run',
    },
    {
      kind: 'stat',
      title: 'Benchmark now',
      description: 'The benchmark that is measured at this moment.',
      unit: 'none',
      width: 8,
      height: 5,
      text: 'legend',
      queries: [
        {
          expr: `${lines('benchmark_run_measuring')} == 1`,
          legend: '{{benchmark_name}}',
          instant: true,
        },
      ],
      none: 'none',
    },
    {
      kind: 'stat',
      title: 'Round',
      description: 'The round that is measured, and how many were planned.',
      unit: 'none',
      decimals: 0,
      width: 4,
      height: 5,
      queries: [
        { expr: `max(benchmark_run_round{${CHOSEN}})`, legend: 'round', instant: true },
        {
          expr: `max(benchmark_run_planned_rounds{${CHOSEN}})`,
          legend: 'planned',
          instant: true,
        },
      ],
    },
    {
      kind: 'stat',
      title: 'Benchmarks finished',
      description: 'How many benchmarks are done, failed ones too, and how many the run selected.',
      unit: 'none',
      decimals: 0,
      width: 4,
      height: 5,
      queries: [
        {
          expr: `sum(benchmark_run_benchmarks_finished{${CHOSEN}})`,
          legend: 'finished',
          instant: true,
        },
        {
          expr: `sum(benchmark_run_benchmarks{${CHOSEN}})`,
          legend: 'selected',
          instant: true,
        },
      ],
    },
    {
      kind: 'stat',
      title: 'Running for',
      description: 'Time since the run started.',
      unit: 's',
      width: 4,
      height: 5,
      queries: [
        {
          expr: `time() - max by (environment, branch, run) (benchmark_run_started_timestamp_seconds{${CHOSEN}})`,
          legend: RUN,
          instant: true,
        },
      ],
    },
    {
      kind: 'timeseries',
      title: 'Progress over time',
      description: 'It jumps where a benchmark needs fewer rounds than planned.',
      unit: 'percentunit',
      width: 12,
      height: 8,
      min: 0,
      max: 1,
      queries: [{ expr: ofRuns('benchmark_run_progress_ratio'), legend: RUN }],
    },
    {
      kind: 'state-timeline',
      title: 'What is measured',
      description: 'Which benchmark is measured when.',
      unit: 'none',
      width: 12,
      height: 8,
      queries: [{ expr: lines('benchmark_run_measuring'), legend: '{{benchmark_name}}' }],
      words: { 0: { text: 'waits', color: 'transparent' }, 1: { text: 'measured', color: 'blue' } },
    },
    {
      kind: 'timeseries',
      row: 'Results so far',
      title: 'Speedup at p50 by round',
      description:
        'Point and interval after the rounds so far, of runs that compare with a base: the interval closes in on the result. It is not a verdict.',
      unit: 'none',
      width: 12,
      height: 11,
      decimals: 3,
      dashed: '/ (lower|upper)$/',
      queries: ['', '_lower', '_upper'].map((bound) => ({
        expr: `${BY_BENCHMARK} (benchmark_run_speedup_ratio${bound}{${CHOSEN},percentile="p50"})`,
        legend: `{{benchmark_name}}${bound.replace('_', ' ')}`,
      })),
    },
    {
      kind: 'timeseries',
      title: 'Width of the interval at p50',
      description:
        'Upper bound - lower bound: it shrinks with each round, and decides whether the minimum effect can be seen.',
      unit: 'percentunit',
      width: 12,
      height: 11,
      min: 0,
      queries: [
        {
          expr: `${BY_BENCHMARK} (benchmark_run_speedup_ratio_upper{${CHOSEN},percentile="p50"}) - ${BY_BENCHMARK} (benchmark_run_speedup_ratio_lower{${CHOSEN},percentile="p50"})`,
          legend: '{{benchmark_name}}',
        },
      ],
    },
    {
      kind: 'timeseries',
      title: 'p50 by round',
      description: 'Of the latest round of each benchmark and variant.',
      unit: 's',
      width: 12,
      height: 11,
      queries: [
        {
          expr: `max by (benchmark_name, environment, branch, run, variant) (benchmark_run_round_p50_seconds{${CHOSEN}})`,
          legend: '{{benchmark_name}} {{variant}}',
        },
      ],
    },
    {
      kind: 'timeseries',
      title: 'Noise',
      description: 'Standard deviation of the round medians so far / their mean, from the second round on.',
      unit: 'percentunit',
      width: 12,
      height: 11,
      min: 0,
      queries: [{ expr: lines('benchmark_run_noise_ratio'), legend: '{{benchmark_name}}' }],
    },
    {
      kind: 'timeseries',
      row: 'Measuring',
      title: 'Samples per second',
      description: 'Over the last ten seconds; flat parts are pauses between benchmarks.',
      unit: 'none',
      width: 8,
      height: 9,
      min: 0,
      queries: [
        {
          expr: `sum by (environment, branch, run) (rate(benchmark_run_samples_total{${CHOSEN}}[10s]))`,
          legend: RUN,
        },
      ],
    },
    {
      kind: 'timeseries',
      title: 'Rounds done',
      description: 'Of each benchmark.',
      unit: 'none',
      decimals: 0,
      width: 8,
      height: 9,
      min: 0,
      queries: [{ expr: lines('benchmark_run_rounds_done'), legend: '{{benchmark_name}}' }],
    },
    {
      kind: 'timeseries',
      title: 'Watchers',
      description: 'Of the live stream; slow ones get summaries instead of single samples.',
      unit: 'none',
      decimals: 0,
      width: 8,
      height: 9,
      min: 0,
      queries: [
        { expr: `sum(stream_watchers{${CHOSEN}})`, legend: 'watchers' },
        { expr: `sum(stream_slow_watchers{${CHOSEN}})`, legend: 'slow ones' },
      ],
    },
  ],
};
