import { FINISHED, ofSuite } from './benchmark-series.js';
import type { DashboardSpecification } from './panel.js';

const { chosen } = ofSuite;
const PASSES = { 0: { text: 'fails', color: 'red' }, 1: { text: 'passes', color: 'green' } } as const;
const RUN = { environment: 'Environment', branch: 'Branch', commit_hash: 'Commit', run: 'Run' };

export const ciDashboard: DashboardSpecification = {
  uid: 'perf-ci',
  title: 'Performance: CI health',
  description: 'Do runs pass, how long do they take, what do they warn about?',
  variables: ['environment', 'branch'],
  one: ['branch'],
  from: 'now-7d',
  panels: [
    {
      kind: 'stat',
      row: 'Pipeline',
      title: 'Share of the day that failed',
      description: '1 - average of the status over a day (a gauge has no rate).',
      unit: 'percentunit',
      decimals: 0,
      width: 6,
      height: 5,
      queries: [
        {
          expr: 'max by (pipeline) (pipeline:failure_ratio:avg_1d{branch="$branch"})',
          legend: '{{pipeline}}',
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
      description: 'How long ago the branch last passed; counted from 1970 if it never did.',
      unit: 's',
      width: 6,
      height: 5,
      queries: [
        {
          expr: 'time() - max by (pipeline) (ci_pipeline_last_success_timestamp_seconds{branch="$branch"})',
          legend: '{{pipeline}}',
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
      title: 'Judged runs that passed',
      description: 'Share of the branch’s judged runs in CI that passed, over the last week.',
      unit: 'percentunit',
      decimals: 0,
      width: 6,
      height: 5,
      queries: [
        {
          expr: 'sum by (pipeline) (increase(ci_pipeline_runs_total{branch="$branch",result="pass"}[7d])) / sum by (pipeline) (increase(ci_pipeline_runs_total{branch="$branch"}[7d]))',
          legend: '{{pipeline}}',
          instant: true,
        },
      ],
    },
    {
      kind: 'stat',
      title: 'Failed benchmarks',
      description: 'Benchmarks that gave no result in the latest run.',
      unit: 'none',
      width: 6,
      height: 5,
      queries: [{ expr: `sum(benchmark_failed${chosen()})`, legend: 'failed', instant: true }],
      thresholds: [
        { from: null, color: 'green' },
        { from: 1, color: 'red' },
      ],
    },
    {
      kind: 'state-timeline',
      title: 'Pipeline by branch',
      description: 'Outcome of the latest judged run of each branch over time.',
      unit: 'none',
      width: 24,
      height: 8,
      queries: [
        { expr: 'min by (pipeline, branch) (ci_pipeline_status)', legend: '{{pipeline}} {{branch}}' },
      ],
      words: PASSES,
    },
    {
      kind: 'timeseries',
      row: 'Runs',
      title: 'Duration of the suite',
      description: 'Duration of each environment’s latest run.',
      unit: 's',
      width: 12,
      height: 9,
      min: 0,
      queries: [
        {
          expr: `max by (environment) (benchmark_suite_last_duration_seconds${chosen()})`,
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
      min: 0,
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
      width: 12,
      height: 9,
      step: '1d',
      bars: true,
      queries: [
        {
          expr: `sum by (environment) (increase(benchmark_rounds_total${chosen()}[1d]))`,
          legend: '{{environment}}',
        },
      ],
    },
    {
      kind: 'timeseries',
      title: 'Warnings of the latest run',
      description: 'How many times each warning was given; the run report explains them.',
      unit: 'none',
      decimals: 0,
      width: 12,
      height: 9,
      min: 0,
      queries: [
        {
          expr: `max by (code, environment) (benchmark_warnings${chosen()})`,
          legend: '{{code}} ({{environment}})',
        },
      ],
    },
    {
      kind: 'table',
      title: 'Latest runs',
      description: 'The newest run of each environment and branch.',
      unit: 'none',
      width: 24,
      height: 7,
      columns: RUN,
      queries: [
        {
          expr: `max by (${Object.keys(RUN).join(', ')}) (benchmark_run_info{environment=~"$environment",${FINISHED}})`,
          legend: '{{run}}',
          instant: true,
          format: 'table',
        },
      ],
    },
  ],
};
