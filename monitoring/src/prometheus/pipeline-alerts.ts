import { DEFAULT_BRANCH, WORKING_DAYS } from '../settings.js';
import type { AlertGroup } from './alert.js';
import { workingSecondsSince } from './working-time.js';

const MAIN = `branch="${DEFAULT_BRANCH}"`;
const OF_PIPELINE = ['pipeline', 'branch', 'trigger'];
const BY_PIPELINE = `by (${OF_PIPELINE.join(', ')})`;
const LABELS = `pipeline="github",${MAIN},trigger="ci"`;
const fired = { pipeline: 'github', branch: DEFAULT_BRANCH, trigger: 'ci' };
const UP = { 'up{job="perf-exporter"}': '1x1500' };

/** What CI says of the default branch. Only judged runs count (see `ci_pipeline_status`). */
export const pipelineAlerts: AlertGroup = {
  name: 'pipeline',
  alerts: [
    {
      name: 'PipelineFailing',
      severity: 'warning',
      expr: `max ${BY_PIPELINE} (ci_pipeline_status{${MAIN}}) == 0`,
      held: { labels: OF_PIPELINE, known: `ci_pipeline_status{${MAIN}}` },
      for: '5m',
      summary: '{{ $labels.pipeline }} fails on {{ $labels.branch }}',
      description: 'Its latest judged run ({{ $labels.trigger }}) did not pass.',
      dashboard: 'perf-ci',
      fires: {
        everySeconds: 30,
        series: { [`ci_pipeline_status{${LABELS}}`]: '1 0x40' },
        at: '10m',
        labels: fired,
      },
      silent: {
        everySeconds: 30,
        series: {
          [`ci_pipeline_status{${LABELS}}`]: '1x40',
          'ci_pipeline_status{pipeline="github",branch="feature/x",trigger="ci"}': '0x40',
        },
        at: '10m',
      },
      runbook: {
        meaning:
          'The latest judged run on the default branch ended with an exit code other than 0, or was judged to have regressed. A run that nobody judged changes nothing.',
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
      // A branch that is red all the time does not change. Two changes are one regression that was fixed.
      expr: `max ${BY_PIPELINE} (changes(ci_pipeline_status{${MAIN}}[2d])) >= 4`,
      for: '0s',
      summary:
        '{{ $labels.pipeline }} changed between red and green {{ $value }} times in two days on {{ $labels.branch }}',
      description: 'It fails and passes again by itself, more often than is healthy.',
      dashboard: 'perf-ci',
      fires: {
        everySeconds: 600,
        series: { [`ci_pipeline_status{${LABELS}}`]: '1x10 0x10 1x10 0x10 1x200' },
        at: '10h',
        labels: fired,
      },
      silent: {
        everySeconds: 600,
        series: { [`ci_pipeline_status{${LABELS}}`]: '0x20 1x10 0x300' },
        at: '40h',
      },
      runbook: {
        meaning:
          'In the last two days the result of the default branch changed at least four times: red twice, and green again each time.',
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
      expr: `${workingSecondsSince(`max ${BY_PIPELINE} (ci_pipeline_last_success_timestamp_seconds{${MAIN}} > 0)`, WORKING_DAYS)} > 3 * 86400`,
      held: { labels: OF_PIPELINE, known: `ci_pipeline_last_success_timestamp_seconds{${MAIN}}` },
      for: '15m',
      summary:
        '{{ $labels.pipeline }} has not passed on {{ $labels.branch }} for {{ $value | humanizeDuration }} of working time',
      description: 'Its last success is more than three working days old.',
      dashboard: 'perf-ci',
      fires: {
        everySeconds: 300,
        series: { [`ci_pipeline_last_success_timestamp_seconds{${LABELS}}`]: '3600x1500', ...UP },
        at: '122h',
        labels: fired,
      },
      silent: {
        everySeconds: 300,
        // Passed on Friday at noon; now it is Monday morning.
        series: { [`ci_pipeline_last_success_timestamp_seconds{${LABELS}}`]: '129600x1500', ...UP },
        at: '107h',
      },
      runbook: {
        meaning:
          'No judged run of the default branch passed for three working days: the pipeline fails, or it does not run.',
        impact: 'There is no recent state that is known to be good.',
        check: ['Which of the alerts PipelineFailing and BenchmarkRunsStale fires as well?'],
        fix: ['Follow the runbook of that alert.'],
      },
    },
    {
      name: 'PipelineNeverPassed',
      severity: 'warning',
      expr: `max ${BY_PIPELINE} (ci_pipeline_last_success_timestamp_seconds{${MAIN}}) == 0`,
      held: { labels: OF_PIPELINE, known: `ci_pipeline_last_success_timestamp_seconds{${MAIN}}` },
      for: '1d',
      summary: '{{ $labels.pipeline }} has never passed on {{ $labels.branch }}',
      description: 'It has run for a day or more, and no run passed.',
      dashboard: 'perf-ci',
      fires: {
        everySeconds: 300,
        series: { [`ci_pipeline_last_success_timestamp_seconds{${LABELS}}`]: '0x1000', ...UP },
        at: '25h',
        labels: fired,
      },
      silent: {
        everySeconds: 300,
        series: { [`ci_pipeline_last_success_timestamp_seconds{${LABELS}}`]: '0x100 36000x1000', ...UP },
        at: '30h',
      },
      runbook: {
        meaning: 'The exporter knows judged runs of the default branch, and none of them passed.',
        impact: 'There is no state that is known to be good.',
        check: ['The log of the first run: its exit code says why it failed.'],
        fix: ['Fix what fails, or begin with a baseline that passes.'],
      },
    },
    {
      name: 'SuiteSlowerThanUsual',
      severity: 'info',
      expr: `max by (environment, branch) (benchmark_suite_last_duration_seconds{${MAIN}}) > 2 * max by (environment, branch) (avg_over_time(benchmark_suite_last_duration_seconds{${MAIN}}[7d])) > 60`,
      held: { labels: ['environment', 'branch'], known: `benchmark_suite_last_duration_seconds{${MAIN}}` },
      for: '5m',
      summary:
        'The suite takes {{ $value | humanizeDuration }} on {{ $labels.environment }}, twice its usual time',
      description: 'The latest run took more than twice the average of the last seven days.',
      dashboard: 'perf-ci',
      fires: {
        everySeconds: 60,
        series: { [`benchmark_suite_last_duration_seconds{environment="ci",${MAIN}}`]: '100x500 500x25' },
        at: '520m',
        labels: { environment: 'ci', branch: DEFAULT_BRANCH },
      },
      silent: {
        everySeconds: 60,
        series: { [`benchmark_suite_last_duration_seconds{environment="ci",${MAIN}}`]: '100x500 150x25' },
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
