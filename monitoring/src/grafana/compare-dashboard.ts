import { DEFAULT_BRANCH } from '../settings.js';
import { chosen, lines, P50, SPEEDUP_COLORS } from './benchmark-series.js';
import type { DashboardSpecification } from './panel.js';

const ON_DEFAULT_BRANCH = `branch="${DEFAULT_BRANCH}",percentile="p50"`;

/** Labels that identify a machine and its runtime, with their headings. */
const MACHINE = {
  environment: 'Environment',
  fingerprint: 'Fingerprint',
  cpu_model: 'Processor',
  cores: 'Cores',
  os: 'System',
  arch: 'Architecture',
  node: 'Node',
  v8: 'V8',
};

export const compareDashboard: DashboardSpecification = {
  uid: 'perf-compare',
  title: 'Performance: compare',
  description: 'Benchmarks side by side: across environments and against baselines.',
  variables: ['environment', 'benchmark_name'],
  from: 'now-7d',
  panels: [
    {
      kind: 'table',
      title: 'p50 by environment',
      description:
        'The same code on different machines: the median time of one iteration in the latest runs.',
      unit: 's',
      width: 10,
      height: 10,
      matrix: { rows: 'benchmark_name', columns: 'environment', heading: 'Benchmark' },
      queries: [
        {
          expr: `max by (benchmark_name, environment) (benchmark_execution_time_percentile_seconds${chosen(ON_DEFAULT_BRANCH)})`,
          legend: '{{benchmark_name}} ({{environment}})',
          instant: true,
          format: 'table',
        },
      ],
    },
    {
      kind: 'bargauge',
      title: 'Speedup by baseline',
      description: 'Against the baseline that each benchmark was last compared with: below 1 is slower.',
      unit: 'none',
      width: 14,
      height: 10,
      decimals: 3,
      thresholds: SPEEDUP_COLORS,
      queries: [
        {
          expr: lines('speedup_ratio', { ...P50, by: ['baseline_version'] }),
          legend: '{{benchmark_name}} ({{environment}}) vs {{baseline_version}}',
          instant: true,
        },
      ],
    },
    {
      kind: 'timeseries',
      title: 'Now against seven days ago',
      description: 'p50 now / p50 a week before: above 1 is slower, regardless of the baseline.',
      unit: 'none',
      width: 24,
      height: 9,
      decimals: 3,
      queries: [
        {
          expr: `${lines('benchmark_execution_time_percentile_seconds', P50)} / ${lines('benchmark_execution_time_percentile_seconds', { ...P50, offset: '7d' })}`,
          legend: '{{benchmark_name}} ({{environment}})',
        },
      ],
    },
    {
      kind: 'table',
      title: 'Machines',
      description: 'Only environments with one fingerprint can be compared.',
      unit: 'none',
      width: 24,
      height: 6,
      columns: MACHINE,
      queries: [
        {
          expr: `max by (${Object.keys(MACHINE).join(', ')}) (benchmark_environment_info{environment=~"$environment"})`,
          legend: '{{environment}}',
          instant: true,
          format: 'table',
        },
      ],
    },
  ],
};
