import { chosen, lines, P50, SPEEDUP_COLORS } from './benchmark-series.js';
import type { DashboardSpecification } from './panel.js';

export const benchmarkDashboard: DashboardSpecification = {
  uid: 'perf-benchmark',
  title: 'Performance: benchmark detail',
  description: 'One benchmark over time: its speed, the confidence interval, and the commit of each change.',
  variables: ['environment', 'benchmark_name'],
  from: 'now-30d',
  panels: [
    {
      kind: 'stat',
      title: 'p50',
      description: 'Median time of one iteration in the latest run.',
      unit: 's',
      width: 5,
      height: 4,
      queries: [
        {
          expr: lines('benchmark_execution_time_percentile_seconds', P50),
          legend: '{{benchmark_name}} ({{environment}})',
          instant: true,
        },
      ],
    },
    {
      kind: 'stat',
      title: 'Speedup at p50',
      description: 'Baseline time / current time: below 1 is slower.',
      unit: 'none',
      width: 5,
      height: 4,
      decimals: 3,
      queries: [
        { expr: lines('speedup_ratio', P50), legend: '{{benchmark_name}} ({{environment}})', instant: true },
      ],
      thresholds: SPEEDUP_COLORS,
    },
    {
      kind: 'stat',
      title: 'Verdict',
      description: 'The latest verdict; inconclusive does not mean unchanged.',
      unit: 'none',
      width: 5,
      height: 4,
      text: { label: 'verdict' },
      words: {
        regressed: { text: 'regressed', color: 'red' },
        failed: { text: 'failed', color: 'red' },
        missing: { text: 'missing', color: 'orange' },
        accepted: { text: 'accepted', color: 'blue' },
        inconclusive: { text: 'inconclusive', color: 'orange' },
        incomparable: { text: 'incomparable', color: 'orange' },
        unchanged: { text: 'unchanged', color: 'green' },
        'same-code': { text: 'unchanged (same code)', color: 'green' },
        improved: { text: 'improved', color: 'green' },
        new: { text: 'new', color: 'text' },
      },
      queries: [
        {
          expr: lines('benchmark_verdict', { by: ['verdict'] }),
          legend: '{{benchmark_name}} ({{environment}})',
          instant: true,
          format: 'table',
        },
      ],
    },
    {
      kind: 'stat',
      title: 'Noise',
      description:
        'Standard deviation of the round medians / their mean. Above 10 % only large changes can be detected.',
      unit: 'percentunit',
      width: 5,
      height: 4,
      decimals: 1,
      queries: [
        {
          expr: lines('benchmark_noise_ratio'),
          legend: '{{benchmark_name}} ({{environment}})',
          instant: true,
        },
      ],
      thresholds: [
        { from: null, color: 'green' },
        { from: 0.05, color: 'orange' },
        { from: 0.1, color: 'red' },
      ],
    },
    {
      kind: 'stat',
      title: 'Regressed of last 5',
      description: 'How many of the last 5 runs regressed: one can be a false alarm, three are not.',
      unit: 'none',
      width: 4,
      height: 4,
      queries: [
        {
          expr: lines('performance_regression_recent_runs'),
          legend: '{{benchmark_name}} ({{environment}})',
          instant: true,
        },
      ],
      thresholds: [
        { from: null, color: 'green' },
        { from: 1, color: 'orange' },
        { from: 3, color: 'red' },
      ],
    },
    {
      kind: 'timeseries',
      title: 'Time of one iteration',
      description:
        'p50, p95 and p99 of each run, and the baseline p50 (p50 x speedup). Red lines are regressions; “Commits” above the panels adds one for each commit.',
      unit: 's',
      width: 24,
      height: 10,
      dashed: '/ baseline p50/',
      queries: [
        {
          expr: lines('benchmark_execution_time_percentile_seconds', { by: ['percentile'] }),
          legend: '{{benchmark_name}} {{percentile}} ({{environment}})',
        },
        {
          expr: `${lines('benchmark_execution_time_percentile_seconds', P50)} * ${lines('speedup_ratio', P50)}`,
          legend: '{{benchmark_name}} baseline p50 ({{environment}})',
        },
      ],
    },
    {
      kind: 'timeseries',
      title: 'Speedup with its interval',
      description:
        'Point, lower and upper bound at p50 and p95. Where the whole interval is below 1, it is slower.',
      unit: 'none',
      width: 12,
      height: 9,
      decimals: 3,
      dashed: '/ (lower|upper)/',
      queries: [
        {
          expr: lines('speedup_ratio', { by: ['percentile'] }),
          legend: '{{benchmark_name}} {{percentile}} ({{environment}})',
        },
        {
          expr: lines('speedup_ratio_lower', { by: ['percentile'] }),
          legend: '{{benchmark_name}} {{percentile}} lower ({{environment}})',
        },
        {
          expr: lines('speedup_ratio_upper', { by: ['percentile'] }),
          legend: '{{benchmark_name}} {{percentile}} upper ({{environment}})',
        },
      ],
    },
    {
      kind: 'heatmap',
      title: 'All samples',
      description: 'Distribution of the samples; two bands mean that it has two modes.',
      unit: 's',
      width: 12,
      height: 9,
      queries: [
        {
          expr: `sum by (le) (increase(benchmark_execution_time_seconds_bucket${chosen()}[1d]))`,
          legend: '{{le}}',
          format: 'heatmap',
        },
      ],
    },
    {
      kind: 'timeseries',
      title: 'Noise over time',
      description: 'Noise of the benchmark (between rounds) and of the machine.',
      unit: 'percentunit',
      width: 12,
      height: 8,
      queries: [
        { expr: lines('benchmark_noise_ratio'), legend: '{{benchmark_name}} ({{environment}})' },
        {
          expr: lines('benchmark_machine_noise_ratio'),
          legend: '{{benchmark_name}} machine ({{environment}})',
        },
      ],
    },
    {
      kind: 'timeseries',
      title: 'Regressions found',
      description: 'Regressions found per day, by severity. Exemplars carry the commit.',
      unit: 'none',
      decimals: 0,
      colors: { '/ critical/': 'red', '/ warning/': 'orange' },
      width: 12,
      height: 8,
      queries: [
        {
          expr: `sum by (benchmark_name, environment, branch, severity) (increase(performance_regressions_detected_total${chosen()}[1d]))`,
          legend: '{{benchmark_name}} {{severity}} ({{environment}})',
        },
      ],
    },
  ],
};
