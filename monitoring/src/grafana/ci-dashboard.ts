import type { DashboardSpecification } from './panel.js';

export const ciDashboard: DashboardSpecification = {
  uid: 'perf-ci',
  title: 'Performance: CI health',
  description: 'Do runs pass, how long do they take, what do they warn about?',
  variables: ['environment'],
  from: 'now-7d',
  panels: [
    {
      kind: 'state-timeline',
      title: 'Pipeline',
      description: 'Outcome of the latest run of each branch over time.',
      unit: 'none',
      width: 24,
      height: 8,
      queries: [
        { expr: 'min by (pipeline, branch) (ci_pipeline_status)', legend: '{{pipeline}} {{branch}}' },
      ],
      words: { 0: { text: 'fails', color: 'red' }, 1: { text: 'passes', color: 'green' } },
    },
    {
      kind: 'stat',
      title: 'Share of the day that failed',
      description: '1 - average of the status over a day (a gauge has no rate).',
      unit: 'percentunit',
      width: 8,
      height: 5,
      queries: [
        {
          expr: '1 - avg by (pipeline, branch) (avg_over_time(ci_pipeline_status{branch=~"main|master"}[1d]))',
          legend: '{{pipeline}} {{branch}}',
          instant: true,
        },
      ],
      thresholds: [
        { from: null, color: 'green' },
        { from: 0.1, color: 'orange' },
        { from: 0.3, color: 'red' },
      ],
    },
    {
      kind: 'stat',
      title: 'Since the last success',
      description: 'How long ago the main branch last passed.',
      unit: 's',
      width: 8,
      height: 5,
      queries: [
        {
          expr: 'time() - max by (pipeline, branch) (ci_pipeline_last_success_timestamp_seconds{branch=~"main|master"})',
          legend: '{{pipeline}} {{branch}}',
          instant: true,
        },
      ],
      thresholds: [
        { from: null, color: 'green' },
        { from: 259_200, color: 'red' },
      ],
    },
    {
      kind: 'stat',
      title: 'Failed benchmarks',
      description: 'Benchmarks that gave no result in the latest run.',
      unit: 'none',
      width: 8,
      height: 5,
      queries: [
        { expr: 'sum(benchmark_failed{environment=~"$environment"})', legend: 'failed', instant: true },
      ],
      thresholds: [
        { from: null, color: 'green' },
        { from: 1, color: 'red' },
      ],
    },
    {
      kind: 'timeseries',
      title: 'Duration of the suite',
      description: 'Duration of each environment’s latest run.',
      unit: 's',
      width: 12,
      height: 9,
      queries: [
        {
          expr: 'max by (environment) (benchmark_suite_last_duration_seconds{environment=~"$environment"})',
          legend: '{{environment}}',
        },
      ],
    },
    {
      kind: 'timeseries',
      title: 'Duration, quantiles over all runs',
      description: 'Quantiles over the latest 1,000 runs that the exporter has read.',
      unit: 's',
      width: 12,
      height: 9,
      queries: [
        { expr: 'max by (quantile) (benchmark_suite_duration_seconds)', legend: 'quantile {{quantile}}' },
      ],
    },
    {
      kind: 'timeseries',
      title: 'Rounds measured',
      description: 'Rounds per day, over all benchmarks.',
      unit: 'none',
      decimals: 0,
      width: 24,
      height: 8,
      queries: [
        {
          expr: 'sum by (environment) (increase(benchmark_rounds_total{environment=~"$environment"}[1d]))',
          legend: '{{environment}}',
        },
      ],
    },
  ],
};
