import { SPEEDUP_COLORS } from './benchmark-series.js';
import { grafanaVariable } from './grafana-variable.js';
import type { DashboardSpecification } from './panel.js';

const toBenchmark = {
  title: 'Benchmark detail',
  url: `/d/perf-benchmark?var-benchmark_name=${grafanaVariable('__field.labels.benchmark_name')}&var-environment=${grafanaVariable('__field.labels.environment')}`,
};

function speedups(metric: string): string {
  return `max by (benchmark_name, environment, branch, baseline_version) (${metric}{percentile="p50",environment=~"$environment"})`;
}

const SLOWEST = {
  expr: `bottomk(10, ${speedups('speedup_ratio')})`,
  legend: '{{benchmark_name}}',
  instant: true,
  format: 'table',
} as const;

export const overviewDashboard: DashboardSpecification = {
  uid: 'perf-overview',
  title: 'Performance: overview',
  description: 'Is any benchmark slower than its baseline, and are the results up to date?',
  variables: ['environment'],
  from: 'now-7d',
  panels: [
    {
      kind: 'stat',
      title: 'Critical regressions open',
      description: 'Benchmarks whose latest verdict is a critical regression.',
      unit: 'none',
      width: 4,
      height: 4,
      queries: [
        {
          expr: 'sum(max by (benchmark_name, environment, branch) (performance_regression_open{severity="critical",environment=~"$environment"}))',
          legend: 'critical',
          instant: true,
        },
      ],
      thresholds: [
        { from: null, color: 'green' },
        { from: 1, color: 'red' },
      ],
    },
    {
      kind: 'stat',
      title: 'Warnings open',
      description: 'Benchmarks whose latest verdict is a regression of severity warning.',
      unit: 'none',
      width: 4,
      height: 4,
      queries: [
        {
          expr: 'sum(max by (benchmark_name, environment, branch) (performance_regression_open{severity="warning",environment=~"$environment"}))',
          legend: 'warning',
          instant: true,
        },
      ],
      thresholds: [
        { from: null, color: 'green' },
        { from: 1, color: 'orange' },
      ],
    },
    {
      kind: 'stat',
      title: 'Worst speedup',
      description: 'The smallest speedup ratio at p50: below 1 is slower than the baseline.',
      unit: 'none',
      width: 4,
      height: 4,
      decimals: 3,
      queries: [
        {
          expr: 'min(speedup_ratio{percentile="p50",environment=~"$environment"})',
          legend: 'worst',
          instant: true,
        },
      ],
      thresholds: SPEEDUP_COLORS,
    },
    {
      kind: 'stat',
      title: 'Age of the latest run',
      description: 'If this grows, all other panels show old data.',
      unit: 's',
      width: 4,
      height: 4,
      queries: [
        {
          expr: 'time() - max(benchmark_last_run_timestamp_seconds{environment=~"$environment"})',
          legend: 'age',
          instant: true,
        },
      ],
      thresholds: [
        { from: null, color: 'green' },
        { from: 86_400, color: 'orange' },
        { from: 172_800, color: 'red' },
      ],
    },
    {
      kind: 'stat',
      title: 'Pipeline',
      description: 'Outcome of the latest run on the main branch.',
      unit: 'none',
      width: 4,
      height: 4,
      queries: [
        {
          expr: 'min by (pipeline, branch) (ci_pipeline_status{branch=~"main|master"})',
          legend: '{{pipeline}} {{branch}}',
          instant: true,
        },
      ],
      words: { 0: { text: 'fails', color: 'red' }, 1: { text: 'passes', color: 'green' } },
    },
    {
      kind: 'stat',
      title: 'Benchmarks',
      description: 'How many benchmarks have results.',
      unit: 'none',
      width: 4,
      height: 4,
      queries: [
        {
          expr: 'count(count by (benchmark_name) (benchmark_last_run_timestamp_seconds{environment=~"$environment"}))',
          legend: 'benchmarks',
          instant: true,
        },
      ],
    },
    {
      kind: 'timeseries',
      title: 'Speedup of the slowest ten',
      description:
        'Baseline time / current time at p50. A step down is a regression, and so is a red line; “Commits” above the panels adds a line for each commit.',
      unit: 'none',
      width: 12,
      height: 9,
      decimals: 3,
      queries: [
        {
          expr: 'bottomk(10, min by (benchmark_name, environment, branch) (speedup_ratio{percentile="p50",environment=~"$environment"}))',
          legend: '{{benchmark_name}} ({{environment}})',
        },
      ],
      link: toBenchmark,
    },
    {
      kind: 'timeseries',
      title: 'Regressions found',
      description: 'How many regressions were found, by severity.',
      unit: 'none',
      decimals: 0,
      colors: { '/critical/': 'red', '/warning/': 'orange' },
      width: 12,
      height: 9,
      queries: [
        {
          expr: 'sum by (severity) (increase(performance_regressions_detected_total{environment=~"$environment"}[1d]))',
          legend: '{{severity}} per day',
        },
      ],
    },
    {
      kind: 'table',
      title: 'Ten slowest against their baseline',
      description: 'Speedup at p50 with its bounds; sorted by the speedup.',
      unit: 'none',
      width: 24,
      height: 12,
      decimals: 3,
      columns: {
        benchmark_name: 'Benchmark',
        environment: 'Environment',
        branch: 'Branch',
        baseline_version: 'Baseline',
        'Value #A': 'Speedup',
        'Value #B': 'Lower bound',
        'Value #C': 'Upper bound',
      },
      colored: 'Speedup',
      thresholds: SPEEDUP_COLORS,
      queries: [
        SLOWEST,
        { ...SLOWEST, expr: `${speedups('speedup_ratio_lower')} and ${SLOWEST.expr}` },
        { ...SLOWEST, expr: `${speedups('speedup_ratio_upper')} and ${SLOWEST.expr}` },
      ],
      link: {
        title: 'Benchmark detail',
        url: `/d/perf-benchmark?var-benchmark_name=${grafanaVariable('__data.fields.benchmark_name')}&var-environment=${grafanaVariable('__data.fields.environment')}`,
      },
    },
  ],
};
