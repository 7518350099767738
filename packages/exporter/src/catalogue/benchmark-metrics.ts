import { DURATION_BOUNDS_NS } from './duration-bounds.js';
import { counter, gauge, type HistogramDefinition } from './metric-definition.js';

const ofBenchmark = ['benchmark_name', 'environment', 'branch'] as const;

/** What a benchmark's measurements say. */
export const BENCHMARK_METRICS = {
  executionTime: {
    type: 'histogram',
    name: 'benchmark_execution_time_seconds',
    help: 'Time of one iteration: every sample of the head variant, of the default branch (of all branches while none of its runs is known).',
    unit: 'seconds',
    labels: ofBenchmark,
    bounds: DURATION_BOUNDS_NS,
    observedPerUnit: 1e9,
  } as HistogramDefinition<'benchmark_name' | 'environment' | 'branch'>,
  executionTimePercentile: gauge({
    name: 'benchmark_execution_time_percentile_seconds',
    help: 'Exact percentile of one iteration’s time over the latest run.',
    unit: 'seconds',
    labels: [...ofBenchmark, 'percentile'],
  }),
  samples: counter({
    name: 'benchmark_samples_total',
    help: 'Samples measured of the head variant.',
    labels: ofBenchmark,
  }),
  rounds: counter({
    name: 'benchmark_rounds_total',
    help: 'Rounds completed; the round is the statistical replicate.',
    labels: ofBenchmark,
  }),
  requests: counter({
    name: 'benchmark_requests_total',
    help: 'Requests to a service under load, the head variant, by what became of them: `ok`, or the kind of failure.',
    labels: [...ofBenchmark, 'outcome'],
  }),
  noise: gauge({
    name: 'benchmark_noise_ratio',
    help: 'Standard deviation of the round medians divided by their mean, over the latest run.',
    unit: 'ratio',
    labels: ofBenchmark,
  }),
  machineNoise: gauge({
    name: 'benchmark_machine_noise_ratio',
    help: 'How far the machine’s own speed moved around the latest measurement (0.1 = 10 %).',
    unit: 'ratio',
    labels: ofBenchmark,
  }),
  heapUsed: gauge({
    name: 'benchmark_heap_used_bytes',
    help: 'Heap in use after the latest round of the benchmark.',
    unit: 'bytes',
    labels: ofBenchmark,
  }),
  measuredTime: counter({
    name: 'benchmark_measured_seconds_total',
    help: 'Wall time that workers spent in the loop that measures the benchmark, both variants together.',
    labels: ofBenchmark,
  }),
  cpuTime: counter({
    name: 'benchmark_cpu_seconds_total',
    help: 'CPU time of the workers in the same loop, over all their threads.',
    labels: ofBenchmark,
  }),
  memoryPeak: gauge({
    name: 'benchmark_memory_peak_bytes',
    help: 'Most resident memory of a worker while it measured the benchmark, over the rounds of the latest run.',
    unit: 'bytes',
    labels: ofBenchmark,
  }),
  gcTime: counter({
    name: 'benchmark_gc_seconds_total',
    help: 'Time spent collecting garbage while the benchmark was measured, in the rounds that benchmark_measured_seconds_total counts.',
    labels: ofBenchmark,
  }),
  gcCollections: counter({
    name: 'benchmark_gc_collections_total',
    help: 'Garbage collections while the benchmark was measured.',
    labels: ofBenchmark,
  }),
  allocatedBytes: gauge({
    name: 'benchmark_allocated_bytes',
    help: 'Bytes that a call of the variant allocated in the latest round, on the heap and in array buffers; no sample where it could not be measured.',
    unit: 'bytes',
    labels: [...ofBenchmark, 'variant'],
  }),
  minimumEffect: gauge({
    name: 'benchmark_minimum_effect_ratio',
    help: 'The smallest change worth acting on for this benchmark (0.05 = 5 %).',
    unit: 'ratio',
    labels: ofBenchmark,
  }),
  failed: gauge({
    name: 'benchmark_failed',
    help: '1 when the benchmark failed in the latest run: threw, timed out, crashed or ran out of memory.',
    labels: ofBenchmark,
  }),
  lastRunTimestamp: gauge({
    name: 'benchmark_last_run_timestamp_seconds',
    help: 'When the benchmark’s latest run ended, as Unix time.',
    unit: 'seconds',
    labels: ofBenchmark,
  }),
};

const ofComparison = [...ofBenchmark, 'percentile', 'baseline_version'] as const;

/** What comparing with a baseline says. */
export const VERDICT_METRICS = {
  speedup: gauge({
    name: 'speedup_ratio',
    help: 'Baseline time / current time: above 1 is faster, 0.95 is 5.3 % slower.',
    unit: 'ratio',
    labels: ofComparison,
  }),
  speedupLower: gauge({
    name: 'speedup_ratio_lower',
    help: 'Lower bound of the speedup’s interval.',
    labels: ofComparison,
  }),
  speedupUpper: gauge({
    name: 'speedup_ratio_upper',
    help: 'Upper bound of the speedup’s interval.',
    labels: ofComparison,
  }),
  failedIncrease: gauge({
    name: 'performance_failed_requests_increase_ratio',
    help: 'By how much a larger share of the benchmark’s requests fails than in its baseline (0.01 = one percentage point), where the latest verdict says that this is a regression; no sample otherwise.',
    unit: 'ratio',
    labels: ofBenchmark,
  }),
  regressionsDetected: counter({
    name: 'performance_regressions_detected_total',
    help: 'Regressions found by comparing runs; 0 from a benchmark’s first run on, so that increase() sees the first.',
    labels: [...ofBenchmark, 'severity'],
  }),
  regressionOpen: gauge({
    name: 'performance_regression_open',
    help: '1 from the run that finds a regression of this severity until there is evidence that it is gone: `unchanged` or `improved` against the same baseline, an acceptance, or a baseline that has it in it.',
    labels: [...ofBenchmark, 'severity'],
  }),
  regressionsClosed: counter({
    name: 'performance_regressions_closed_total',
    help: 'Regressions that are open no longer, by the evidence: `unchanged`, `improved`, `accepted`, or `baseline-moved` where the baseline has it in it by now.',
    labels: [...ofBenchmark, 'reason'],
  }),
  recentRegressedRuns: gauge({
    name: 'performance_regression_recent_runs',
    help: 'How many of the benchmark’s last 5 judged runs regressed.',
    labels: ofBenchmark,
  }),
  budget: gauge({
    name: 'benchmark_budget_seconds',
    help: 'The longest time of one iteration that the benchmark’s budget allows.',
    unit: 'seconds',
    labels: [...ofBenchmark, 'percentile'],
  }),
  budgetState: gauge({
    name: 'benchmark_budget_state',
    help: '1 for the state of the budget in the latest judged run (over, open or within), 0 for the others.',
    labels: [...ofBenchmark, 'percentile', 'state'],
  }),
  verdict: gauge({
    name: 'benchmark_verdict',
    help: 'Always 1; the label holds the benchmark’s latest verdict. `missing` goes when the benchmark is measured again.',
    labels: [...ofBenchmark, 'verdict'],
  }),
};
