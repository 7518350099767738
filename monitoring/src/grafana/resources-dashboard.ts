import { ofMany } from './benchmark-series.js';
import type { DashboardSpecification } from './panel.js';

const { chosen, lines } = ofMany;
const BY_BENCHMARK = 'sum by (benchmark_name, environment)';
const legend = '{{benchmark_name}} ({{environment}})';

/** Share of the time in which the benchmark's loop ran. */
function ofMeasuredTime(counter: string): string {
  const perDay = (name: string) => `${BY_BENCHMARK} (increase(${name}${chosen()}[1d]))`;
  return `${perDay(counter)} / ${perDay('benchmark_measured_seconds_total')}`;
}

export const resourcesDashboard: DashboardSpecification = {
  uid: 'perf-resources',
  title: 'Performance: resources',
  description: 'What runs cost: memory and CPU by process and by benchmark, garbage collection, load.',
  variables: ['environment', 'branch', 'benchmark_name'],
  one: ['branch'],
  from: 'now-7d',
  panels: [
    {
      kind: 'timeseries',
      row: 'Benchmarks',
      title: 'Peak memory by benchmark',
      description: 'Largest resident memory of a process that measured the benchmark.',
      unit: 'bytes',
      width: 12,
      height: 10,
      queries: [{ expr: lines('benchmark_memory_peak_bytes'), legend }],
    },
    {
      kind: 'timeseries',
      title: 'Heap by benchmark',
      description:
        'Heap in use after each benchmark: growth from run to run means that newer versions keep more memory.',
      unit: 'bytes',
      width: 12,
      height: 10,
      queries: [{ expr: lines('benchmark_heap_used_bytes'), legend }],
    },
    {
      kind: 'timeseries',
      title: 'Bytes that a call allocates',
      description: 'By variant, in the latest round; empty where Node could not measure it.',
      unit: 'bytes',
      width: 12,
      height: 10,
      queries: [
        {
          expr: lines('benchmark_allocated_bytes', { by: ['variant'] }),
          legend: '{{benchmark_name}} {{variant}} ({{environment}})',
        },
      ],
    },
    {
      kind: 'timeseries',
      title: 'CPU time / measured time',
      description:
        'CPU time of the workers / time in which they ran the measured loop, over a day: well below 1, the benchmark waits; well above, other threads work.',
      unit: 'percentunit',
      width: 12,
      height: 10,
      min: 0,
      queries: [{ expr: ofMeasuredTime('benchmark_cpu_seconds_total'), legend }],
    },
    {
      kind: 'timeseries',
      title: 'Share of garbage collection',
      description:
        'Time spent collecting garbage / measured time, over a day: above a quarter, times vary widely.',
      unit: 'percentunit',
      width: 12,
      height: 10,
      min: 0,
      queries: [{ expr: ofMeasuredTime('benchmark_gc_seconds_total'), legend }],
    },
    {
      kind: 'timeseries',
      title: 'Collections',
      description: 'Garbage collections per day.',
      unit: 'none',
      width: 12,
      height: 10,
      step: '1d',
      bars: true,
      decimals: 0,
      queries: [
        { expr: `${BY_BENCHMARK} (increase(benchmark_gc_collections_total${chosen()}[1d]))`, legend },
      ],
    },
    {
      kind: 'timeseries',
      row: 'Processes and machines',
      title: 'Memory by phase',
      description: 'Resident memory of the processes of the latest run at start, peak and end.',
      unit: 'bytes',
      width: 8,
      height: 10,
      queries: [{ expr: 'max by (process, phase) (memory_usage_bytes)', legend: '{{process}} {{phase}}' }],
    },
    {
      kind: 'timeseries',
      title: 'CPU by core',
      description: 'CPU time / elapsed time: a worker well below 1 waited for something.',
      unit: 'percentunit',
      width: 8,
      height: 10,
      min: 0,
      queries: [
        { expr: 'max by (process, core) (cpu_utilization_ratio)', legend: '{{process}} on core {{core}}' },
      ],
    },
    {
      kind: 'timeseries',
      title: 'Load / cores when runs started',
      description: 'One-minute load average for each core: well above 0, other processes ran as well.',
      unit: 'none',
      width: 8,
      height: 10,
      decimals: 2,
      min: 0,
      queries: [
        {
          expr: 'max by (environment) (benchmark_environment_load{environment=~"$environment"}) / max by (environment) (benchmark_environment_cores{environment=~"$environment"})',
          legend: '{{environment}}',
        },
      ],
    },
  ],
};
