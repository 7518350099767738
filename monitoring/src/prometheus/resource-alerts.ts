import type { AlertGroup } from './alert.js';

/** What a run costs the machine it runs on. */
export const resourceAlerts: AlertGroup = {
  name: 'resources',
  alerts: [
    {
      name: 'WorkerMemoryHigh',
      severity: 'warning',
      expr: 'max by (environment, process) (max_over_time(memory_usage_bytes{phase="peak"}[1m])) > 2e9',
      for: '1m',
      summary:
        'The {{ $labels.process }} used {{ $value | humanize1024 }}B of memory on {{ $labels.environment }}',
      description: 'The peak memory of the latest run is over 2 GB: near the limit of usual CI machines.',
      dashboard: 'perf-resources',
      fires: {
        everySeconds: 15,
        series: { 'memory_usage_bytes{environment="ci",process="worker",phase="peak"}': '3e9x20' },
        at: '3m',
        labels: { environment: 'ci', process: 'worker' },
      },
      silent: {
        everySeconds: 15,
        series: { 'memory_usage_bytes{environment="ci",process="worker",phase="peak"}': '1e9x20' },
        at: '3m',
      },
      runbook: {
        meaning: 'A process of the latest run held more than 2 GB.',
        impact: 'The machine may swap, which makes all times meaningless, or kill the worker.',
        check: ['"Resources": which phase? `benchmark_heap_used_bytes`: which benchmark?'],
        fix: ['Free in teardown what setup allocates; split the file, since each file has its own process.'],
      },
    },
    {
      name: 'GarbageCollectionHeavy',
      severity: 'info',
      expr: 'sum by (benchmark_name, environment, branch) (increase(benchmark_gc_seconds_total[1h])) / sum by (benchmark_name, environment, branch) (increase(benchmark_measured_seconds_total[1h])) > 0.25',
      for: '5m',
      summary:
        '{{ $labels.benchmark_name }} spends {{ $value | humanizePercentage }} of its time on garbage collection',
      description:
        'More than a quarter of the measured time on {{ $labels.environment }} is garbage collection.',
      dashboard: 'perf-resources',
      fires: {
        everySeconds: 60,
        series: {
          'benchmark_gc_seconds_total{benchmark_name="parse",environment="ci",branch="main"}': '0+1x60',
          'benchmark_measured_seconds_total{benchmark_name="parse",environment="ci",branch="main"}': '0+2x60',
        },
        at: '30m',
        labels: { benchmark_name: 'parse', environment: 'ci', branch: 'main' },
      },
      silent: {
        everySeconds: 60,
        series: {
          'benchmark_gc_seconds_total{benchmark_name="parse",environment="ci",branch="main"}': '0+0.1x60',
          'benchmark_measured_seconds_total{benchmark_name="parse",environment="ci",branch="main"}': '0+2x60',
        },
        at: '30m',
      },
      runbook: {
        meaning: 'Garbage collection takes more than a quarter of the benchmark’s measured time.',
        impact: 'Measured times vary widely, and a change in allocation looks like a change in speed.',
        check: ['`benchmark_heap_used_bytes` and `benchmark_gc_collections_total` on "Resources".'],
        fix: ['Allocate less in the measured code; prepare input in setup.'],
      },
    },
    {
      name: 'MachineBusyAtStart',
      severity: 'info',
      expr: 'max by (environment) (max_over_time(benchmark_environment_load[1m])) > 2',
      for: '1m',
      summary: '{{ $labels.environment }} was busy when the run started',
      description: 'The load average was {{ $value | humanize }}: other processes were running as well.',
      dashboard: 'perf-resources',
      fires: {
        everySeconds: 15,
        series: { 'benchmark_environment_load{environment="ci"}': '5x20' },
        at: '3m',
        labels: { environment: 'ci' },
      },
      silent: {
        everySeconds: 15,
        series: { 'benchmark_environment_load{environment="ci"}': '0.5x20' },
        at: '3m',
      },
      runbook: {
        meaning: 'The one-minute load average was above 2 when the latest run started.',
        impact:
          'Verdicts from a comparison with stored runs are less reliable; comparisons in pairs (`--against`) are still valid.',
        check: ['Which other processes run on the machine at that time.'],
        fix: ['Run the benchmarks on a machine of their own, or at a time when nothing else runs.'],
      },
    },
  ],
};
