import { lines, P50 } from './benchmark-series.js';
import type { DashboardSpecification } from './panel.js';

export const compareDashboard: DashboardSpecification = {
  uid: 'perf-compare',
  title: 'Performance: compare',
  description: 'Benchmarks beside each other: over environments and against baselines.',
  variables: ['environment', 'benchmark_name'],
  from: 'now-7d',
  panels: [
    {
      kind: 'bargauge',
      title: 'p50 by environment',
      description: 'The same code on different machines.',
      unit: 's',
      width: 12,
      height: 10,
      queries: [
        {
          expr: lines('benchmark_execution_time_percentile_seconds', P50),
          legend: '{{benchmark_name}} ({{environment}})',
          instant: true,
        },
      ],
    },
    {
      kind: 'bargauge',
      title: 'Speedup by baseline',
      description: 'Against what each benchmark was last compared with.',
      unit: 'none',
      width: 12,
      height: 10,
      decimals: 3,
      queries: [
        {
          expr: lines('speedup_ratio', { ...P50, by: ['baseline_version'] }),
          legend: '{{benchmark_name}} vs {{baseline_version}}',
          instant: true,
        },
      ],
    },
    {
      kind: 'timeseries',
      title: 'Now against seven days ago',
      description: 'p50 now / p50 a week before: above 1 is slower, whatever the baseline says.',
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
      height: 8,
      queries: [
        {
          expr: 'benchmark_environment_info{environment=~"$environment"}',
          legend: '{{environment}}',
          instant: true,
          format: 'table',
        },
      ],
    },
  ],
};
