import { BENCHMARK_METRICS } from './benchmark-metrics.js';
import { COMPATIBILITY_BOUNDS_MS, DURATION_BOUNDS_NS } from './duration-bounds.js';
import type { CompatibilityMetric, HistogramDefinition } from './metric-definition.js';
import { RUN_METRICS } from './run-metrics.js';

/** Execution time split by round: stored only with `--iteration-label`, and never exposed by its own name. */
export const EXECUTION_TIME_BY_ITERATION: HistogramDefinition<
  'benchmark_name' | 'iteration' | 'environment' | 'branch'
> = {
  type: 'histogram',
  name: 'benchmark_execution_time_by_iteration_seconds',
  help: 'Time of one iteration by round.',
  unit: 'seconds',
  labels: ['benchmark_name', 'iteration', 'environment', 'branch'],
  bounds: DURATION_BOUNDS_NS,
  observedPerUnit: 1e9,
};

const executionTimeMs = {
  name: 'benchmark_execution_time_ms',
  help: 'Time of one iteration in milliseconds; prefer benchmark_execution_time_seconds.',
  unitsPerUnit: 1_000,
  bounds: COMPATIBILITY_BOUNDS_MS,
};

/** Names that dashboards from before this tool use. */
export const COMPATIBILITY_METRICS: readonly CompatibilityMetric[] = [
  { ...executionTimeMs, from: BENCHMARK_METRICS.executionTime },
  { ...executionTimeMs, from: EXECUTION_TIME_BY_ITERATION },
  {
    name: 'memory_usage_mb',
    help: 'Resident memory in megabytes (1,000,000 bytes); prefer memory_usage_bytes.',
    unitsPerUnit: 1e-6,
    from: RUN_METRICS.memoryUsage,
  },
  {
    name: 'cpu_utilization_percent',
    help: 'CPU time / elapsed time in percent; prefer cpu_utilization_ratio.',
    unitsPerUnit: 100,
    from: RUN_METRICS.cpuUtilization,
  },
];
