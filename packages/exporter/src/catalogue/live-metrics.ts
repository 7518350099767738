import { counter, gauge } from './metric-definition.js';

const ofRun = ['environment', 'branch'] as const;
const ofBenchmark = ['benchmark_name', ...ofRun] as const;
const ofComparison = [...ofBenchmark, 'percentile'] as const;

/**
 * How far a run is and what it knows so far; only a run with `--live` serves them. Their names are their own, so that
 * no rule or panel about finished runs counts a run twice while both are scraped.
 */
export const LIVE_METRICS = {
  started: gauge({
    name: 'benchmark_run_started_timestamp_seconds',
    help: 'When the run started, as Unix time.',
    unit: 'seconds',
    labels: [...ofRun, 'commit_hash'],
  }),
  progress: gauge({
    name: 'benchmark_run_progress_ratio',
    help: 'Share of the planned rounds of all benchmarks that is done; jumps where a benchmark needs fewer of them.',
    unit: 'ratio',
    labels: ofRun,
  }),
  round: gauge({
    name: 'benchmark_run_round',
    help: 'Number of the round that is measured, from 1.',
    labels: ofRun,
  }),
  measuring: gauge({
    name: 'benchmark_run_measuring',
    help: '1 for the benchmark that is measured now, 0 for the others.',
    labels: ofBenchmark,
  }),
  samples: counter({
    name: 'benchmark_run_samples_total',
    help: 'Samples that the run measured so far, of base too.',
    labels: ofBenchmark,
  }),
  roundsDone: gauge({
    name: 'benchmark_run_rounds_done',
    help: 'Rounds of the benchmark that are measured.',
    labels: ofBenchmark,
  }),
  roundMedian: gauge({
    name: 'benchmark_run_round_p50_seconds',
    help: 'Median time of one iteration in the benchmark’s latest round.',
    unit: 'seconds',
    labels: [...ofBenchmark, 'variant'],
  }),
  noise: gauge({
    name: 'benchmark_run_noise_ratio',
    help: 'Standard deviation of the run’s round medians / their mean, from the second round on.',
    unit: 'ratio',
    labels: ofBenchmark,
  }),
  speedup: gauge({
    name: 'benchmark_run_speedup_ratio',
    help: 'Speedup after the rounds so far; not a verdict.',
    unit: 'ratio',
    labels: ofComparison,
  }),
  speedupLower: gauge({
    name: 'benchmark_run_speedup_ratio_lower',
    help: 'Lower bound of the interval after the rounds so far.',
    labels: ofComparison,
  }),
  speedupUpper: gauge({
    name: 'benchmark_run_speedup_ratio_upper',
    help: 'Upper bound of the interval after the rounds so far.',
    labels: ofComparison,
  }),
};
