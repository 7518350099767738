import type { AlertGroup } from './alert.js';

const MAIN = 'pipeline="github",branch="main",trigger="ci"';
const fired = { pipeline: 'github', branch: 'main', trigger: 'ci' };

/** What CI says; only the main branch wakes anybody up. */
export const pipelineAlerts: AlertGroup = {
  name: 'pipeline',
  alerts: [
    {
      name: 'PipelineFailing',
      severity: 'warning',
      expr: 'max by (pipeline, branch, trigger) (max_over_time(ci_pipeline_status{branch=~"main|master"}[1m])) == 0',
      for: '5m',
      summary: 'The performance pipeline fails on {{ $labels.branch }}',
      description:
        'The latest run of {{ $labels.pipeline }} ({{ $labels.trigger }}) on {{ $labels.branch }} did not pass.',
      dashboard: 'perf-ci',
      fires: {
        everySeconds: 30,
        series: { [`ci_pipeline_status{${MAIN}}`]: '1 0x40' },
        at: '10m',
        labels: fired,
      },
      silent: {
        everySeconds: 30,
        series: {
          [`ci_pipeline_status{${MAIN}}`]: '1x40',
          'ci_pipeline_status{pipeline="github",branch="feature/x",trigger="ci"}': '0x40',
        },
        at: '10m',
      },
      runbook: {
        meaning:
          'The latest run on the main branch ended with an exit code other than 0, or was judged to have regressed.',
        impact:
          'Until it passes, a new regression does not change the pipeline’s status and is easily overlooked.',
        check: [
          '"CI health": which runs failed?',
          'The CI job’s log: the exit code says why (1 regressed, 4 missing, 5 incomparable, 6 a benchmark failed).',
        ],
        fix: [
          'Fix or revert the commit. If nobody will fix it, relax the gate explicitly with `--fail-on` or `--min-effect`.',
        ],
      },
    },
    {
      name: 'PipelineFlaky',
      severity: 'info',
      expr: '1 - avg by (pipeline, branch, trigger) (avg_over_time(ci_pipeline_status{branch=~"main|master"}[1d])) > 0.3',
      for: '30m',
      summary: '{{ $labels.branch }} was red for {{ $value | humanizePercentage }} of the day',
      description: '{{ $labels.pipeline }} on {{ $labels.branch }} failed more often than is healthy.',
      dashboard: 'perf-ci',
      fires: {
        everySeconds: 600,
        series: { [`ci_pipeline_status{${MAIN}}`]: '1x71 0x200' },
        at: '24h',
        labels: fired,
      },
      silent: {
        everySeconds: 600,
        series: { [`ci_pipeline_status{${MAIN}}`]: '1x130 0x10 1x100' },
        at: '24h',
      },
      runbook: {
        meaning: 'Over the last day the main branch was red for more than 30 % of the time.',
        impact: 'People stop trusting the gate.',
        check: ['"CI health": is it the same benchmark each time, or a different one?'],
        fix: [
          'The same benchmark: treat it as a regression. Different ones: the machine is too noisy for the minimum effect; run `perf-suite doctor`.',
        ],
      },
    },
    {
      name: 'PipelineNoSuccess',
      severity: 'warning',
      expr: 'time() - max by (pipeline, branch, trigger) (max_over_time(ci_pipeline_last_success_timestamp_seconds{branch=~"main|master"}[5m])) > 3 * 86400',
      for: '15m',
      summary: '{{ $labels.branch }} has not passed for {{ $value | humanizeDuration }}',
      description:
        'The last success of {{ $labels.pipeline }} on {{ $labels.branch }} is more than three days old.',
      dashboard: 'perf-ci',
      fires: {
        everySeconds: 300,
        series: { [`ci_pipeline_last_success_timestamp_seconds{${MAIN}}`]: '0x1000' },
        at: '74h',
        labels: fired,
      },
      silent: {
        everySeconds: 300,
        series: { [`ci_pipeline_last_success_timestamp_seconds{${MAIN}}`]: '0+300x1000' },
        at: '74h',
      },
      runbook: {
        meaning: 'No run of the main branch passed for three days: the pipeline fails, or it does not run.',
        impact: 'There is no recent state that is known to be good.',
        check: ['Which of the alerts PipelineFailing and BenchmarkRunsStale fires as well?'],
        fix: ['Follow the runbook of that alert.'],
      },
    },
    {
      name: 'SuiteSlowerThanUsual',
      severity: 'info',
      expr: 'max by (environment) (max_over_time(benchmark_suite_last_duration_seconds[1m])) > 2 * max by (environment) (avg_over_time(benchmark_suite_last_duration_seconds[7d])) > 60',
      for: '5m',
      summary:
        'The suite takes {{ $value | humanizeDuration }} on {{ $labels.environment }}, twice its usual time',
      description: 'The latest run took more than twice the average of the last seven days.',
      dashboard: 'perf-ci',
      fires: {
        everySeconds: 60,
        series: { 'benchmark_suite_last_duration_seconds{environment="ci"}': '100x500 500x25' },
        at: '520m',
        labels: { environment: 'ci' },
      },
      silent: {
        everySeconds: 60,
        series: { 'benchmark_suite_last_duration_seconds{environment="ci"}': '100x500 150x25' },
        at: '520m',
      },
      runbook: {
        meaning: 'The latest run lasted more than twice as long as the runs of the last week on average.',
        impact: 'CI takes longer; the cause may be one very slow benchmark.',
        check: [
          'More benchmarks (`benchmark_run_benchmarks`)? More rounds? A loaded machine (`benchmark_environment_load`)?',
        ],
        fix: [
          'Limit the measuring with `--budget`, measure parts of the suite in separate jobs (name files, or use `--filter`), or find the benchmark that got slower on "Benchmark detail".',
        ],
      },
    },
  ],
};
