import { chosen, lines } from './benchmark-series.js';
import type { DashboardSpecification } from './panel.js';

export const resourcesDashboard: DashboardSpecification = {
  uid: 'perf-resources',
  title: 'Performance: resources',
  description: 'What runs cost: memory by phase, CPU by core, garbage collection.',
  variables: ['environment', 'benchmark_name'],
  from: 'now-7d',
  panels: [
    {
      kind: 'timeseries',
      title: 'Memory by phase',
      description: 'Resident memory of the processes of a run at start, peak and end.',
      unit: 'bytes',
      width: 12,
      height: 9,
      queries: [{ expr: 'max by (process, phase) (memory_usage_bytes)', legend: '{{process}} {{phase}}' }],
    },
    {
      kind: 'timeseries',
      title: 'CPU by core',
      description: 'CPU time / elapsed time: a worker well below 1 waited for something.',
      unit: 'percentunit',
      width: 12,
      height: 9,
      queries: [
        { expr: 'max by (process, core) (cpu_utilization_ratio)', legend: '{{process}} on core {{core}}' },
      ],
    },
    {
      kind: 'timeseries',
      title: 'Heap by benchmark',
      description:
        'Heap in use after each benchmark: growth from run to run means that newer versions keep more memory.',
      unit: 'bytes',
      width: 12,
      height: 9,
      queries: [{ expr: lines('benchmark_heap_used_bytes'), legend: '{{benchmark_name}} ({{environment}})' }],
    },
    {
      kind: 'timeseries',
      title: 'Garbage collection',
      description: 'Time spent collecting garbage, of all time in a day.',
      unit: 's',
      width: 12,
      height: 9,
      queries: [
        {
          expr: `sum by (benchmark_name, environment, branch) (increase(benchmark_gc_seconds_total${chosen()}[1d]))`,
          legend: '{{benchmark_name}} ({{environment}})',
        },
      ],
    },
    {
      kind: 'timeseries',
      title: 'Load when runs started',
      description: 'Above 1 or 2, other processes were running as well.',
      unit: 'none',
      width: 12,
      height: 9,
      queries: [
        {
          expr: 'max by (environment) (benchmark_environment_load{environment=~"$environment"})',
          legend: '{{environment}}',
        },
      ],
    },
    {
      kind: 'timeseries',
      title: 'Collections',
      description: 'Garbage collections per day.',
      unit: 'none',
      width: 12,
      height: 9,
      queries: [
        {
          expr: `sum by (benchmark_name, environment, branch) (increase(benchmark_gc_collections_total${chosen()}[1d]))`,
          legend: '{{benchmark_name}} ({{environment}})',
        },
      ],
    },
  ],
};
