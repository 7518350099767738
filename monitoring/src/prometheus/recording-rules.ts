export interface RecordingRule {
  readonly record: string;
  readonly expr: string;
}

/** Series that queries and alerts use often, and the one old name that the exporter itself cannot give. */
export const RECORDING_RULES: readonly RecordingRule[] = [
  // Dashboards from before this tool count this; the commit is on benchmark_run_info.
  { record: 'performance_regression_detected', expr: 'performance_regressions_detected_total' },
  {
    record: 'suite:regressions_open:sum',
    expr: 'sum by (branch, severity) (max by (benchmark_name, environment, branch, severity) (performance_regression_open))',
  },
  {
    record: 'suite:speedup_ratio:min',
    expr: 'min by (environment, branch, percentile) (speedup_ratio)',
  },
  {
    record: 'benchmark:noise_ratio:avg_1d',
    expr: 'avg by (benchmark_name, environment, branch) (avg_over_time(benchmark_noise_ratio[1d]))',
  },
  {
    record: 'benchmark:execution_time_seconds:p95_1d',
    expr: 'histogram_quantile(0.95, sum by (benchmark_name, environment, branch, le) (increase(benchmark_execution_time_seconds_bucket[1d])))',
  },
  {
    record: 'pipeline:failure_ratio:avg_1d',
    // A gauge has no rate: the share of time in which it was 1 is its average.
    expr: '1 - avg by (pipeline, branch, trigger) (avg_over_time(ci_pipeline_status[1d]))',
  },
];
