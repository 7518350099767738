import { DEFAULT_BRANCH } from '../settings.js';
import type { AlertGroup } from './alert.js';

const MAIN = `branch="${DEFAULT_BRANCH}"`;
const OF_BENCHMARK = ['benchmark_name', 'environment', 'branch'];
const BY_BENCHMARK = `by (${OF_BENCHMARK.join(', ')})`;
const LABELS = `benchmark_name="parse",environment="ci",${MAIN}`;
const MEMORY = 'benchmark_environment_memory_bytes{environment="ci"}';
const fired = { benchmark_name: 'parse', environment: 'ci', branch: DEFAULT_BRANCH };

/** Exactly, where increase() extrapolates; a counter's first value is no growth. */
function grownBy(counter: string): string {
  const series = `${counter}{${MAIN}}`;
  return `(${series} - min_over_time(${series}[1h]))`;
}

const MEASURED = grownBy('benchmark_measured_seconds_total');

/** What a run costs the machine it runs on. */
export const resourceAlerts: AlertGroup = {
  name: 'resources',
  alerts: [
    {
      name: 'WorkerMemoryHigh',
      severity: 'warning',
      expr: `max ${BY_BENCHMARK} (benchmark_memory_peak_bytes{${MAIN}}) / on (environment) group_left () max by (environment) (benchmark_environment_memory_bytes) > 0.7`,
      held: { labels: OF_BENCHMARK, known: `benchmark_memory_peak_bytes{${MAIN}}` },
      for: '0s',
      summary:
        '{{ $labels.benchmark_name }} used {{ $value | humanizePercentage }} of the memory of {{ $labels.environment }}',
      description: 'The machine was close to swapping, or to ending the worker.',
      dashboard: 'perf-resources',
      fires: {
        everySeconds: 15,
        series: {
          [`benchmark_memory_peak_bytes{${LABELS}}`]: '3e9x20',
          [MEMORY]: '4e9x20',
        },
        at: '3m',
        labels: fired,
      },
      silent: {
        everySeconds: 15,
        series: {
          [`benchmark_memory_peak_bytes{${LABELS}}`]: '3e9x20',
          [MEMORY]: '16e9x20',
          'benchmark_environment_memory_bytes{environment="small"}': '2e9x20',
        },
        at: '3m',
      },
      runbook: {
        meaning:
          'The worker that measured the benchmark held more than 70 % of the memory that the machine, or its container, has.',
        impact: 'The machine may swap, which makes all times meaningless, or end the worker.',
        check: [
          '"Resources": which phase? `benchmark_memory_peak_bytes` and `benchmark_heap_used_bytes`: which benchmark?',
        ],
        fix: ['Free in teardown what setup allocates; split the file, since each file has its own process.'],
      },
    },
    {
      name: 'GarbageCollectionHeavy',
      severity: 'info',
      // Of the rounds of the last hour; between runs the share of the latest ones is held.
      expr: `max ${BY_BENCHMARK} (${grownBy('benchmark_gc_seconds_total')} / ${MEASURED}) > 0.25`,
      held: {
        labels: OF_BENCHMARK,
        known: `(${MEASURED} > 0)`,
        stays: `benchmark_measured_seconds_total{${MAIN}}`,
      },
      for: '0s',
      summary:
        '{{ $labels.benchmark_name }} spends {{ $value | humanizePercentage }} of its time on garbage collection',
      description:
        'More than a quarter of the measured time of the last hour’s rounds was garbage collection.',
      dashboard: 'perf-resources',
      fires: {
        everySeconds: 60,
        series: {
          [`benchmark_gc_seconds_total{${LABELS}}`]: '0x10 3x50',
          [`benchmark_measured_seconds_total{${LABELS}}`]: '0x10 10x50',
        },
        at: '30m',
        labels: fired,
      },
      silent: {
        everySeconds: 60,
        series: {
          // Each sample of a nanosecond function is divided by its batch: their sum is far less than was measured.
          [`benchmark_execution_time_seconds_sum{${LABELS}}`]: '0x10 0.001x50',
          [`benchmark_gc_seconds_total{${LABELS}}`]: '0x10 0.08x50',
          [`benchmark_measured_seconds_total{${LABELS}}`]: '0x10 10x50',
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
      expr: 'max by (environment) (benchmark_environment_load / on (environment) group_left () max by (environment) (benchmark_environment_cores)) > 0.8',
      held: { labels: ['environment'], known: 'benchmark_environment_load' },
      for: '0s',
      summary: '{{ $labels.environment }} was busy when the run started',
      description:
        'The load average was {{ $value | humanizePercentage }} of the machine’s cores: other processes were running as well.',
      dashboard: 'perf-resources',
      fires: {
        everySeconds: 15,
        series: {
          'benchmark_environment_load{environment="ci"}': '6x20',
          'benchmark_environment_cores{environment="ci"}': '2x20',
        },
        at: '3m',
        labels: { environment: 'ci' },
      },
      silent: {
        everySeconds: 15,
        series: {
          'benchmark_environment_load{environment="ci"}': '6x20',
          'benchmark_environment_cores{environment="ci"}': '8x20',
        },
        at: '3m',
      },
      runbook: {
        meaning:
          'The one-minute load average was above 80 % of the machine’s cores when the latest run started.',
        impact:
          'Verdicts from a comparison with stored runs are less reliable; comparisons in pairs (`--against`) are still valid.',
        check: ['Which other processes run on the machine at that time.'],
        fix: ['Run the benchmarks on a machine of their own, or at a time when nothing else runs.'],
      },
    },
  ],
};
