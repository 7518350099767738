import type { Alert, AlertGroup, AlertSeverity } from './alert.js';

const LABELS = 'benchmark_name="parse",environment="ci",branch="main"';
const fired = { benchmark_name: 'parse', environment: 'ci', branch: 'main' };

function regression(severity: Extract<AlertSeverity, 'critical' | 'warning'>): Alert {
  const other = severity === 'critical' ? 'warning' : 'critical';
  return {
    name: 'PerformanceRegression',
    severity,
    expr: `max by (benchmark_name, environment, branch) (max_over_time(performance_regression_open{severity="${severity}"}[1m])) == 1`,
    for: severity === 'critical' ? '10s' : '1m',
    summary: '{{ $labels.benchmark_name }} got slower',
    description:
      `{{ $labels.benchmark_name }} on {{ $labels.environment }} regressed (${severity})` +
      '{{ with query (printf "speedup_ratio{benchmark_name=%q,environment=%q,branch=%q,percentile=\\"p50\\"}" $labels.benchmark_name $labels.environment $labels.branch) }}' +
      ': at p50 it runs at {{ . | first | value | humanizePercentage }} of the speed of {{ . | first | label "baseline_version" }}{{ end }}' +
      '{{ with query (printf "speedup_ratio{benchmark_name=%q,environment=%q,branch=%q,percentile=\\"p95\\"}" $labels.benchmark_name $labels.environment $labels.branch) }}' +
      ', at p95 at {{ . | first | value | humanizePercentage }}{{ end }}' +
      '{{ with query (printf "benchmark_run_info{environment=%q,branch=%q}" $labels.environment $labels.branch) }}' +
      ', commit {{ . | first | label "commit_hash" }} on {{ . | first | label "branch" }}{{ end }}.',
    dashboard: 'perf-benchmark',
    fires: {
      everySeconds: 15,
      series: { [`performance_regression_open{${LABELS},severity="${severity}"}`]: '0 0 1x20' },
      at: '3m',
      labels: { ...fired, severity },
    },
    silent: {
      everySeconds: 15,
      series: {
        [`performance_regression_open{${LABELS},severity="${severity}"}`]: '0x30',
        [`performance_regression_open{${LABELS},severity="${other}"}`]: '1x30',
      },
      at: '5m',
    },
    runbook: {
      meaning: `The latest judged run found the benchmark slower than its baseline by at least its minimum effect, with a severity of ${severity}. The verdict has a known error rate: at most one in a hundred suites of unchanged code is flagged (measured: 0 of 559).`,
      impact: 'Once this is released, users of the code that the benchmark measures wait longer.',
      check: [
        'The dashboard "Benchmark detail" for the benchmark: does p50 or p95 step up at one run, or drift? Is noise up as well?',
        'The report of the run (`perf-guard check RUN --baseline OLD -v`): size, interval, p-value, warnings.',
        'The commit named in the alert, and the ones between it and the baseline.',
      ],
      fix: [
        'Measure again against the baseline, in pairs: `perf-suite run --against BASELINE --filter NAME`.',
        'If it is confirmed: fix or revert the commit, or accept it by moving the baseline.',
        'If it is not: look at the warnings about noise and drift, and run `perf-suite doctor` on the machine.',
      ],
    },
  };
}

/** What the measurements say. */
export const benchmarkAlerts: AlertGroup = {
  name: 'benchmarks',
  alerts: [
    regression('critical'),
    regression('warning'),
    {
      name: 'PerformanceRegressionPersistent',
      severity: 'critical',
      expr: 'max by (benchmark_name, environment, branch) (max_over_time(performance_regression_recent_runs[1m])) >= 3',
      for: '1m',
      summary: '{{ $labels.benchmark_name }} regressed in {{ $value }} of its last 5 runs',
      description:
        'A single flagged run can be a false alarm; {{ $value }} of 5 on {{ $labels.environment }} are not. The regression is not fixed yet.',
      dashboard: 'perf-benchmark',
      fires: {
        everySeconds: 15,
        series: { [`performance_regression_recent_runs{${LABELS}}`]: '2x4 3x20' },
        at: '5m',
        labels: fired,
      },
      silent: {
        everySeconds: 15,
        series: { [`performance_regression_recent_runs{${LABELS}}`]: '2x40' },
        at: '5m',
      },
      runbook: {
        meaning: 'At least three of the last five judged runs found this benchmark slower than its baseline.',
        impact: 'The slowdown is real and has been in the code for several commits.',
        check: [
          '"Benchmark detail": at which commit did p50 or p95 step up?',
          'Whether PerformanceRegression was silenced for it.',
        ],
        fix: [
          'Find the commit: `perf-suite run --against COMMIT --filter NAME` for commits of the range, bisecting it.',
          'Fix it, or accept it by moving the baseline to a commit after it.',
        ],
      },
    },
    {
      name: 'BenchmarkBelowThreshold',
      severity: 'warning',
      expr: 'min by (benchmark_name, environment, branch) (min_over_time(speedup_ratio{percentile="p50"}[1m])) < on (benchmark_name) group_left () perf_suite:minimum_speedup:threshold',
      for: '1m',
      summary: '{{ $labels.benchmark_name }} is below the speedup that its team set',
      description:
        'The speedup ratio on {{ $labels.environment }} is {{ $value | humanize }}, below the threshold in monitoring/settings.yaml.',
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
      expr: 'max by (benchmark_name, environment, branch) (max_over_time(benchmark_execution_time_percentile_seconds{percentile="p95"}[1m])) > on (benchmark_name) group_left () perf_suite:p95_seconds:budget',
      for: '1m',
      summary: '{{ $labels.benchmark_name }} takes longer than its budget',
      description:
        'p95 on {{ $labels.environment }} is {{ $value | humanizeDuration }}, over the budget in monitoring/settings.yaml.',
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
      expr: 'max by (benchmark_name, environment, branch, percentile) (max_over_time(benchmark_budget_state{state="over"}[1m])) == 1',
      for: '1m',
      summary: '{{ $labels.benchmark_name }} is over the budget that it declares',
      description:
        'The whole interval of its {{ $labels.percentile }} on {{ $labels.environment }} is above the budget of the benchmark, or of budgets in perf.config.',
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
      expr: 'max by (benchmark_name, environment, branch) (max_over_time(benchmark_failed[1m])) == 1',
      for: '30s',
      summary: '{{ $labels.benchmark_name }} failed',
      description:
        'It threw, timed out, crashed or ran out of memory in the latest run on {{ $labels.environment }}.',
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
      expr: 'max by (benchmark_name, environment, branch) (max_over_time(benchmark_verdict{verdict="missing"}[1m])) == 1',
      for: '1m',
      summary: '{{ $labels.benchmark_name }} is no longer measured',
      description: 'The baseline has it and the latest run on {{ $labels.environment }} does not.',
      dashboard: 'perf-ci',
      fires: {
        everySeconds: 15,
        series: { [`benchmark_verdict{${LABELS},verdict="missing"}`]: '1x20' },
        at: '3m',
        labels: fired,
      },
      silent: {
        everySeconds: 15,
        series: { [`benchmark_verdict{${LABELS},verdict="unchanged"}`]: '1x30' },
        at: '5m',
      },
      runbook: {
        meaning: 'A benchmark of the baseline was not in the latest run.',
        impact: 'A regression in a benchmark that is not measured is not detected.',
        check: ['Whether its file was moved, renamed or filtered out: the id contains file and name.'],
        fix: [
          'Bring it back, or move the baseline to a run without it. The alert ends after `--stale-after`.',
        ],
      },
    },
    {
      name: 'BenchmarkNoisy',
      severity: 'info',
      expr: 'max by (benchmark_name, environment, branch) (max_over_time(benchmark_noise_ratio[5m])) > 0.1',
      for: '5m',
      summary: '{{ $labels.benchmark_name }} is too noisy to detect small changes',
      description:
        'Its rounds differ by {{ $value | humanizePercentage }} (standard deviation) on {{ $labels.environment }}.',
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
      expr: 'time() - max by (environment) (max_over_time(benchmark_last_run_timestamp_seconds[5m])) > 2 * 86400',
      for: '15m',
      summary: 'No run on {{ $labels.environment }} for {{ $value | humanizeDuration }}',
      description: 'Nothing was measured on {{ $labels.environment }} for more than two days.',
      dashboard: 'perf-overview',
      fires: {
        everySeconds: 300,
        series: { [`benchmark_last_run_timestamp_seconds{${LABELS}}`]: '0x700' },
        at: '50h',
        labels: { environment: 'ci' },
      },
      silent: {
        everySeconds: 300,
        series: { [`benchmark_last_run_timestamp_seconds{${LABELS}}`]: '0+300x700' },
        at: '50h',
      },
      runbook: {
        meaning: 'The environment has published no run for two days.',
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
