import { DEFAULT_BRANCH } from '../settings.js';
import type { Alert, AlertGroup, AlertSeverity } from './alert.js';

const MAIN = `branch="${DEFAULT_BRANCH}"`;
const OF_BENCHMARK = ['benchmark_name', 'environment', 'branch'];
const LABELS = `benchmark_name="parse",environment="ci",${MAIN}`;
const FIRED = { benchmark_name: 'parse', environment: 'ci', branch: DEFAULT_BRANCH };
const UP = { 'up{job="perf-exporter"}': '1x40' };

const OF_CHANGE = [...OF_BENCHMARK, 'percentile', 'change'];
/** Slowdowns of the code that nobody has looked at yet. */
const OPEN = `{${MAIN},state="open",kind=~"step|creep"}`;
const DAYS_OF_NEWS = 30;

/** Returns a template's query by the change, with what was known last if nobody answers at the moment. */
function ofChange(metric: string): string {
  const series = `${metric}{change=%[1]q}`;
  return `query (printf "${series} or on (change) last_over_time(${series}[1d])" $labels.change)`;
}

function bound(metric: string): string {
  return `{{ with ${ofChange(metric)} }}{{ . | first | value | humanizePercentage }}{{ end }}`;
}

const changeSeries = (metric: string, labels: string) =>
  `${metric}{${LABELS},percentile="p50",change="3f9c1e07ab",${labels}}`;
const STEP = 'kind="step",state="open"';

const changePointFound: Alert = {
  name: 'ChangePointFound',
  severity: 'warning',
  // What was found only long afterwards, as on the day a history is imported, is no news.
  expr:
    `max by (${OF_CHANGE.join(', ')}) (performance_change_ratio${OPEN}) > 0 and ` +
    `max by (${OF_CHANGE.join(', ')}) (performance_change_first_seen_timestamp_seconds${OPEN}) - ` +
    `max by (${OF_CHANGE.join(', ')}) (performance_change_timestamp_seconds${OPEN}) < ${DAYS_OF_NEWS} * 86400`,
  held: { labels: OF_CHANGE, known: `performance_change_ratio{${MAIN}}` },
  for: '0s',
  summary:
    '{{ $labels.benchmark_name }} got {{ $value | humanizePercentage }} slower on {{ $labels.environment }} at {{ $labels.percentile }}',
  description:
    'Its runs are at another level since then. No verdict says so yet: the runbook has the command that measures it in pairs.',
  size: `{{ $labels.percentile }} {{ $value | humanizePercentage }} (${bound('performance_change_ratio_lower')} to ${bound('performance_change_ratio_upper')})`,
  commit: `{{ with ${ofChange('performance_change_timestamp_seconds')} }}{{ . | first | label "commit_hash" }}{{ end }}`,
  dashboard: 'perf-history',
  fires: {
    everySeconds: 15,
    series: {
      [changeSeries('performance_change_ratio', STEP)]: '_x4 0.08x30',
      [changeSeries('performance_change_first_seen_timestamp_seconds', STEP)]: '_x4 2000000x30',
      [changeSeries('performance_change_timestamp_seconds', `${STEP},commit_hash="28cc"`)]: '_x4 1000000x30',
      ...UP,
    },
    at: '5m',
    labels: { ...FIRED, percentile: 'p50', change: '3f9c1e07ab' },
  },
  silent: {
    everySeconds: 15,
    series: {
      // It was acknowledged.
      [changeSeries('performance_change_ratio', STEP)]: '0.08x4 stale',
      [changeSeries('performance_change_first_seen_timestamp_seconds', STEP)]: '2000000x4 stale',
      [changeSeries('performance_change_timestamp_seconds', `${STEP},commit_hash="28cc"`)]: '1000000x4 stale',
      [changeSeries('performance_change_ratio', 'kind="step",state="acknowledged"')]: '_x4 0.08x30',
      // It was found years later.
      [`performance_change_ratio{${LABELS},percentile="p50",change="old",${STEP}}`]: '0.5x40',
      [`performance_change_first_seen_timestamp_seconds{${LABELS},percentile="p50",change="old",${STEP}}`]:
        '90000000x40',
      [`performance_change_timestamp_seconds{${LABELS},percentile="p50",change="old",${STEP},commit_hash="1"}`]:
        '1000000x40',
      // It got faster; the machine changed.
      [`performance_change_ratio{${LABELS},percentile="p50",change="faster",${STEP}}`]: '-0.2x40',
      [`performance_change_ratio{benchmark_name="*",environment="ci",${MAIN},percentile="p50",change="m",kind="machine",state="open"}`]:
        '0.3x40',
      ...UP,
    },
    at: '8m',
  },
  runbook: {
    meaning:
      'perf-analyze found that the runs of the benchmark are at a slower level since a commit, or crept there by steps too small for any gate. A change point is advice, not a verdict: runs of different days differ by more than the code. It ends when somebody says what it is, or when later runs take it back. Changes that were found more than 30 days after they happened raise no alert.',
    impact: 'If it is the code, everybody who uses it waits longer, and no gate said so.',
    check: [
      '`perf-analyze changes`: size, interval and commit range, and whether other benchmarks changed at the same time.',
      '"History" and "Benchmark detail": did noise change as well, or did it happen on one machine only?',
    ],
    fix: [
      'Confirm it in pairs, with the command that `perf-analyze changes` prints (`perf-suite bisect --good … --bad …`).',
      'Then say what it is: `perf-analyze ack ID` while somebody looks after it, `perf-analyze intend ID --note …` if it was on purpose, `perf-analyze fix ID` if it is gone. The alert ends with the next analysis.',
    ],
  },
};

const OF_FORECAST = [...OF_BENCHMARK, 'percentile', 'budget'];
const DAYS_AHEAD = 30;
const FORECAST = `${LABELS},percentile="p95",budget="p95 <= 10 ms"`;
const forecastState = (state: string) => `performance_forecast_state{${FORECAST},state="${state}"}`;

const budgetForecastExceeded: Alert = {
  name: 'BudgetForecastExceeded',
  severity: 'warning',
  expr: `max by (${OF_FORECAST.join(', ')}) (performance_budget_exceeded_timestamp_seconds{${MAIN}}) - time() < ${DAYS_AHEAD} * 86400`,
  // That it cannot be told any more is no reason to call it over.
  held: {
    labels: OF_FORECAST,
    known: `performance_forecast_state{${MAIN},state!="cannot-tell"} == 1`,
    stays: `performance_forecast_state{${MAIN},state="cannot-tell"} == 1`,
  },
  for: '5m',
  summary:
    '{{ $labels.benchmark_name }} will exceed its budget on {{ $labels.environment }}{{ if lt $value 0.0 }}: it is over already{{ else }} in {{ $value | humanizeDuration }}{{ end }}',
  description:
    'If {{ $labels.percentile }} goes on as it did since its last step, it will most likely exceed the budget {{ $labels.budget }} by then.',
  dashboard: 'perf-history',
  fires: {
    everySeconds: 60,
    series: {
      [`performance_budget_exceeded_timestamp_seconds{${FORECAST}}`]: '1000000x20 stale',
      [forecastState('in')]: '1x20 0x20',
      // It does not know any more.
      [forecastState('cannot-tell')]: '0x20 1x20',
      ...UP,
    },
    at: '35m',
    labels: { ...FIRED, percentile: 'p95', budget: 'p95 <= 10 ms' },
  },
  silent: {
    everySeconds: 60,
    series: {
      [`performance_budget_exceeded_timestamp_seconds{${FORECAST}}`]: '1000000x5 9000000x40',
      [forecastState('in')]: '1x40',
      [forecastState('cannot-tell')]: '0x40',
      ...UP,
    },
    at: '35m',
  },
  runbook: {
    meaning:
      'The trend of the runs since their last step reaches the budget within 30 days: most likely, by the median slope over all pairs of runs. Where the runs cannot say it, the alert keeps the state that it had.',
    impact: 'Soon the benchmark takes longer than the budget allows, and runs start to fail.',
    check: [
      '"History": the earliest and the latest time. Are they far apart?',
      '`perf-analyze trends`: which runs make up the rise, and is it a creep of many small steps?',
    ],
    fix: [
      'Look for what grows: data, dependencies, start-up work. Then make it faster while there is time.',
      'If the budget is out of date, change it, and run `perf-analyze forecast` with the new one.',
    ],
  },
};

const OF_OBJECTIVE = [...OF_BENCHMARK, 'objective'];
const OBJECTIVE = `${LABELS},objective="p95 <= 10 ms in 99 % of runs in 30 days"`;

/** Returns a template's query by the alert's labels, with what was known last if nobody answers at the moment. */
function ofObjective(metric: string, matchers = ''): string {
  const series = `${metric}{benchmark_name=%[1]q,environment=%[2]q,branch=%[3]q,objective=%[4]q${matchers}}`;
  const args = '$labels.benchmark_name $labels.environment $labels.branch $labels.objective';
  return `query (printf "${series} or on (benchmark_name) last_over_time(${series}[1d])" ${args})`;
}

function errorBudgetBurning(severity: Exclude<AlertSeverity, 'info'>): Alert {
  const speed = severity === 'critical' ? 'fast' : 'slow';
  const burning = `performance_objective_burning{${MAIN},speed="${speed}"}`;
  const ofTime = severity === 'critical' ? 'last 30th of its time' : 'last 5th of its time';
  const rate = ofObjective('performance_objective_burn_rate', `,speed=\\"${speed}\\"`);
  const left = ofObjective('performance_objective_error_budget_left_ratio');
  return {
    name: 'ErrorBudgetBurning',
    severity,
    expr: `max by (${OF_OBJECTIVE.join(', ')}) (${burning}) == 1`,
    held: { labels: OF_OBJECTIVE, known: burning },
    for: '0s',
    summary: `{{ $labels.benchmark_name }} uses up its error budget on {{ $labels.environment }}{{ with ${rate} }}, {{ . | first | value | printf "%.1f" }} times too fast{{ end }}`,
    description: `Too many runs of the ${ofTime} missed the objective: {{ $labels.objective }}.`,
    size: `{{ with ${left} }}{{ . | first | value | humanizePercentage }} of the error budget left{{ end }}`,
    dashboard: 'perf-history',
    fires: {
      everySeconds: 60,
      series: { [`performance_objective_burning{${OBJECTIVE},speed="${speed}"}`]: '0x5 1x20', ...UP },
      at: '15m',
      labels: { ...FIRED, objective: 'p95 <= 10 ms in 99 % of runs in 30 days' },
    },
    silent: {
      everySeconds: 60,
      series: {
        [`performance_objective_burning{${OBJECTIVE},speed="${speed}"}`]: '1x5 0x20',
        [`performance_objective_burning{${OBJECTIVE},speed="${speed === 'fast' ? 'slow' : 'fast'}"}`]: '1x25',
        ...UP,
      },
      at: '15m',
    },
    runbook: BURNING,
  };
}

const BURNING = {
  meaning:
    'An objective may be missed by a share of the runs: the error budget. It goes too fast. Critical: at 6 times the pace that just uses it up, over the last 30th of the objective’s time (a day of 30). Warning: at 1.5 times that pace, over the last 5th (6 days of 30). At least two runs missed it. `perf-analyze slo` decides, from the history.',
  impact: 'If it goes on like this, the objective is broken before its time is over.',
  check: [
    '"History": how much of the error budget is left, and since when it falls.',
    '"Benchmark detail": did the benchmark get slower, or only noisier? Did the machine change?',
  ],
  fix: [
    'Treat it as a regression: find the commit (`perf-analyze changes`), and fix or revert it.',
    'If the objective asks more than anybody needs, change it where `perf-analyze slo` is run.',
  ],
} as const;

/** What the history of runs says. */
export const historyAlerts: AlertGroup = {
  name: 'history',
  alerts: [
    changePointFound,
    budgetForecastExceeded,
    errorBudgetBurning('critical'),
    errorBudgetBurning('warning'),
  ],
};
