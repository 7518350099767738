import { DEFAULT_BRANCH, WORKING_DAYS } from '../settings.js';
import type { AlertGroup } from './alert.js';
import { regressionAlerts } from './regression-alerts.js';
import { workingSecondsSince } from './working-time.js';

const MAIN = `branch="${DEFAULT_BRANCH}"`;
const LABELS = `benchmark_name="parse",environment="ci",${MAIN}`;
const OF_BENCHMARK = ['benchmark_name', 'environment', 'branch'];
const BY_BENCHMARK = `by (${OF_BENCHMARK.join(', ')})`;
const fired = { benchmark_name: 'parse', environment: 'ci', branch: DEFAULT_BRANCH };
const UP = { 'up{job="perf-exporter"}': '1x1000' };

/** What the measurements say. */
export const benchmarkAlerts: AlertGroup = {
  name: 'benchmarks',
  alerts: [
    ...regressionAlerts,
    {
      name: 'BenchmarkBelowThreshold',
      severity: 'warning',
      expr: `min ${BY_BENCHMARK} (speedup_ratio{percentile="p50",${MAIN}}) < on (benchmark_name) group_left () perf_suite:minimum_speedup:threshold`,
      held: { labels: OF_BENCHMARK, known: `speedup_ratio{percentile="p50",${MAIN}}` },
      for: '1m',
      summary: '{{ $labels.benchmark_name }} is below the speedup that its team set',
      description:
        'At p50 it runs at {{ $value | humanizePercentage }} of the baseline’s speed, which is less than its threshold allows.',
      dashboard: 'perf-benchmark',
      fires: {
        everySeconds: 15,
        series: {
          [`speedup_ratio{${LABELS},percentile="p50",baseline_version="v1"}`]: '0.9x30',
          'perf_suite:minimum_speedup:threshold{benchmark_name="parse"}': '0.95x30',
        },
        at: '5m',
        labels: fired,
      },
      silent: {
        everySeconds: 15,
        series: {
          [`speedup_ratio{${LABELS},percentile="p50",baseline_version="v1"}`]: '0.96x30',
          [`speedup_ratio{${LABELS},percentile="p95",baseline_version="v1"}`]: '0.5x30',
          'perf_suite:minimum_speedup:threshold{benchmark_name="parse"}': '0.95x30',
        },
        at: '5m',
      },
      runbook: {
        meaning:
          'The speedup is below the benchmark’s own threshold. Unlike a verdict, this comparison ignores the uncertainty of the measurement.',
        impact: 'What the team promised about this benchmark does not hold.',
        check: [
          '"Benchmark detail": the speedup with its interval.',
          '`monitoring/settings.yaml`: is the threshold still right?',
        ],
        fix: ['Make it faster, or change the threshold and generate the rules again.'],
      },
    },
    {
      name: 'BenchmarkOverTimeBudget',
      severity: 'warning',
      expr: `max ${BY_BENCHMARK} (benchmark_execution_time_percentile_seconds{percentile="p95",${MAIN}}) > on (benchmark_name) group_left () perf_suite:p95_seconds:budget`,
      held: {
        labels: OF_BENCHMARK,
        known: `benchmark_execution_time_percentile_seconds{percentile="p95",${MAIN}}`,
      },
      for: '1m',
      summary: '{{ $labels.benchmark_name }} takes longer than its budget',
      description: 'One iteration takes {{ $value | humanizeDuration }} at p95, more than its budget allows.',
      dashboard: 'perf-benchmark',
      fires: {
        everySeconds: 15,
        series: {
          [`benchmark_execution_time_percentile_seconds{${LABELS},percentile="p95"}`]: '0.02x30',
          'perf_suite:p95_seconds:budget{benchmark_name="parse"}': '0.01x30',
        },
        at: '5m',
        labels: fired,
      },
      silent: {
        everySeconds: 15,
        series: {
          [`benchmark_execution_time_percentile_seconds{${LABELS},percentile="p95"}`]: '0.005x30',
          [`benchmark_execution_time_percentile_seconds{${LABELS},percentile="p99"}`]: '0.5x30',
          'perf_suite:p95_seconds:budget{benchmark_name="parse"}': '0.01x30',
        },
        at: '5m',
      },
      runbook: {
        meaning: 'The benchmark’s p95 is over the time that its team allows.',
        impact: 'A promise about response time does not hold on this machine.',
        check: [
          'Whether the machine changed: `benchmark_environment_info`.',
          '"Benchmark detail": since when is p95 over the budget?',
        ],
        fix: ['Make it faster, or change the budget and generate the rules again.'],
      },
    },
    {
      name: 'BenchmarkOverBudget',
      severity: 'warning',
      expr: `max by (${OF_BENCHMARK.join(', ')}, percentile) (benchmark_budget_state{state="over",${MAIN}}) == 1`,
      held: {
        labels: [...OF_BENCHMARK, 'percentile'],
        known: `benchmark_budget_state{state="over",${MAIN}}`,
      },
      for: '1m',
      summary: '{{ $labels.benchmark_name }} is over the budget that it declares',
      description:
        'The whole interval of its {{ $labels.percentile }} is above the budget of the benchmark, or of budgets in perf.config.',
      dashboard: 'perf-benchmark',
      fires: {
        everySeconds: 15,
        series: {
          [`benchmark_budget_state{${LABELS},percentile="p95",state="over"}`]: '0x4 1x20',
          [`benchmark_budget_state{${LABELS},percentile="p95",state="within"}`]: '1x4 0x20',
        },
        at: '5m',
        labels: { ...fired, percentile: 'p95' },
      },
      silent: {
        everySeconds: 15,
        series: {
          [`benchmark_budget_state{${LABELS},percentile="p95",state="over"}`]: '0x30',
          [`benchmark_budget_state{${LABELS},percentile="p95",state="open"}`]: '1x30',
        },
        at: '5m',
      },
      runbook: {
        meaning:
          'The latest judged run shows, with an interval of 95 %, that an iteration takes longer than the benchmark’s budget allows. Unlike `BenchmarkOverTimeBudget`, which compares a bare p95 with monitoring/settings.yaml, it does not fire while the interval contains the budget.',
        impact: 'A promise about response time does not hold on this machine. The run’s exit code is 7.',
        check: [
          'The sentence of the budget in the run’s report: the time, its interval and the budget (`benchmark_budget_seconds`).',
          'Whether the machine changed: `benchmark_environment_info`. A budget is an absolute time.',
          '"Benchmark detail": since when is it over?',
        ],
        fix: [
          'Make it faster, or change `budget` of the benchmark, or `budgets` in perf.config, and measure again.',
        ],
      },
    },
    {
      name: 'BenchmarkFailed',
      severity: 'warning',
      expr: `max ${BY_BENCHMARK} (benchmark_failed{${MAIN}}) == 1`,
      held: { labels: OF_BENCHMARK, known: `benchmark_failed{${MAIN}}` },
      for: '0s',
      summary: '{{ $labels.benchmark_name }} failed',
      description: 'It threw, timed out, crashed or ran out of memory in the latest run.',
      dashboard: 'perf-ci',
      fires: {
        everySeconds: 15,
        series: { [`benchmark_failed{${LABELS}}`]: '0 1x20' },
        at: '3m',
        labels: fired,
      },
      silent: { everySeconds: 15, series: { [`benchmark_failed{${LABELS}}`]: '0x30' }, at: '5m' },
      runbook: {
        meaning: 'The benchmark gave no result in the latest run.',
        impact: 'A regression in it would not be detected.',
        check: ['The run’s output or run file: `failure.reason` and `failure.message` of the benchmark.'],
        fix: [
          '`perf-suite run --filter NAME` shows the failure with its stack. Fix the benchmark or the code.',
        ],
      },
    },
    {
      name: 'BenchmarkMissing',
      severity: 'warning',
      expr: `max ${BY_BENCHMARK} (benchmark_verdict{verdict="missing",${MAIN}}) == 1`,
      held: { labels: OF_BENCHMARK, known: `benchmark_verdict{${MAIN}}` },
      for: '1m',
      summary: '{{ $labels.benchmark_name }} is no longer measured',
      description: 'The baseline has it and the latest judged run does not.',
      dashboard: 'perf-ci',
      fires: {
        everySeconds: 15,
        series: { [`benchmark_verdict{${LABELS},verdict="missing"}`]: '1x20' },
        at: '3m',
        labels: fired,
      },
      silent: {
        everySeconds: 15,
        // It is measured again after two minutes.
        series: {
          [`benchmark_verdict{${LABELS},verdict="missing"}`]: '1x8 stale',
          [`benchmark_verdict{${LABELS},verdict="unchanged"}`]: '_x8 1x30',
          ...UP,
        },
        at: '5m',
      },
      runbook: {
        meaning:
          'A benchmark of the baseline was not in the latest judged run. The alert ends when it is measured again.',
        impact: 'A regression in a benchmark that is not measured is not detected.',
        check: ['Whether its file was moved, renamed or filtered out: the id contains file and name.'],
        fix: [
          'Bring it back, or accept that it is gone (`perf-guard accept`), or move the baseline to a run without it.',
        ],
      },
    },
    {
      name: 'BenchmarkNoisy',
      severity: 'info',
      expr: `max ${BY_BENCHMARK} (benchmark_noise_ratio{${MAIN}}) > 0.1`,
      held: { labels: OF_BENCHMARK, known: `benchmark_noise_ratio{${MAIN}}` },
      for: '5m',
      summary: '{{ $labels.benchmark_name }} is too noisy to detect small changes',
      description: 'Its rounds differ by {{ $value | humanizePercentage }} (standard deviation).',
      dashboard: 'perf-benchmark',
      fires: {
        everySeconds: 60,
        series: { [`benchmark_noise_ratio{${LABELS}}`]: '0.2x30' },
        at: '15m',
        labels: fired,
      },
      silent: { everySeconds: 60, series: { [`benchmark_noise_ratio{${LABELS}}`]: '0.05x30' }, at: '15m' },
      runbook: {
        meaning: 'Rounds of the same code differ by more than 10 %.',
        impact: 'Verdicts on this benchmark stay inconclusive unless a change is large.',
        check: ['`benchmark_machine_noise_ratio`: is it the machine?', '`perf-suite doctor` on the machine.'],
        fix: [
          'Compare in pairs (`--against`), which cancels most of the machine’s noise; measure more rounds; use a quieter machine.',
          'If the machine is quiet: look for random input, caches or timers in the benchmark itself.',
        ],
      },
    },
    {
      name: 'BenchmarkRunsStale',
      severity: 'warning',
      expr: `${workingSecondsSince(`max by (environment, branch) (benchmark_last_run_timestamp_seconds{${MAIN}})`, WORKING_DAYS)} > 2 * 86400`,
      held: { labels: ['environment', 'branch'], known: `benchmark_last_run_timestamp_seconds{${MAIN}}` },
      for: '15m',
      summary: 'No run on {{ $labels.environment }} for {{ $value | humanizeDuration }} of working time',
      description: 'Nothing of {{ $labels.branch }} was measured there for more than two working days.',
      dashboard: 'perf-overview',
      fires: {
        everySeconds: 300,
        // Time begins on a Thursday: two working days are over on Friday night, and Saturday is free.
        series: { [`benchmark_last_run_timestamp_seconds{${LABELS}}`]: '0x2000', ...UP },
        at: '98h',
        labels: { environment: 'ci', branch: DEFAULT_BRANCH },
      },
      silent: {
        everySeconds: 300,
        // A run on Friday at noon, and on Monday at eleven none yet.
        series: { [`benchmark_last_run_timestamp_seconds{${LABELS}}`]: '129600x2000', ...UP },
        at: '107h',
      },
      runbook: {
        meaning:
          'The environment has published no run of the default branch for two working days. Weekends and other free days (`working_days` in `monitoring/settings.yaml`) do not count.',
        impact: 'Regressions merged since then are unknown.',
        check: [
          'Whether the CI job still runs, and whether its files reach the folder that the exporter follows.',
        ],
        fix: [
          'Repair the job or the copying; if the environment is retired, delete its files and restart the exporter.',
        ],
      },
    },
  ],
};
