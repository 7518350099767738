import { DEFAULT_BRANCH } from '../settings.js';
import type { Alert, AlertSeverity } from './alert.js';

const OF_BENCHMARK = ['benchmark_name', 'environment', 'branch'];
const FIRED = { benchmark_name: 'parse', environment: 'ci', branch: DEFAULT_BRANCH };
const LABELS = `benchmark_name="parse",environment="ci",branch="${DEFAULT_BRANCH}"`;
const FEATURE_LABELS = 'benchmark_name="parse",environment="ci",branch="feature/x"';

const RUNBOOK = {
  meaning:
    'The latest verdict with evidence found the benchmark slower than its baseline by at least its minimum effect, or found that more of its requests fail. It ends only when a later run is judged `unchanged` or `improved`, when the slowdown is accepted, or when the baseline moves on past it; no inconclusive, failed or unjudged run ends it. The verdict has a known error rate: at most one in a hundred suites of unchanged code is flagged (measured: 0 of 502).',
  impact: 'Once this is released, users of the code that the benchmark measures wait longer.',
  check: [
    'The dashboard "Benchmark detail" for the benchmark: does p50 or p95 step up at one run, or drift? Is noise up as well?',
    'The report of the run (`perf-guard check RUN --baseline OLD -v`): size, interval, p-value, warnings.',
    'The commit named in the alert, and the ones between it and the baseline.',
  ],
  fix: [
    'Measure again against the baseline, in pairs: `perf-suite run --against BASELINE --filter NAME`.',
    'If it is confirmed: fix or revert the commit, or accept it (`perf-guard accept`).',
    'If it is not: look at the warnings about noise and drift, and run `perf-suite doctor` on the machine.',
  ],
};

/** Returns the template of a change at a percentile in percent, with its sign; `if` surrounds it where it is known. */
function changeAt(percentile: 'p50' | 'p95', bound: '' | '_lower' | '_upper' = ''): string {
  const series = (metric: string) =>
    `${metric}{benchmark_name=%[1]q,environment=%[2]q,branch=%[3]q,percentile=\\"${percentile}\\"}`;
  const metric = series(`speedup_ratio${bound}`);
  // What was known last, if nobody answers at the moment.
  const known = `${metric} or on (benchmark_name) last_over_time(${metric}[1d])`;
  return `query (printf "100 * (1 / (${known}) - 1)" $labels.benchmark_name $labels.environment $labels.branch)`;
}

const SIGNED_PERCENT = '{{ . | first | value | printf "%+.1f" }} %';

/** By how much a larger share of the requests fails, in percentage points, where that is a regression. */
const FAILED =
  'query (printf "100 * performance_failed_requests_increase_ratio{benchmark_name=%q,environment=%q,branch=%q}" $labels.benchmark_name $labels.environment $labels.branch)';

/** What happened: `got slower`, or `fails more often (+2.5 points of its requests)`. */
const WHAT = `{{ with ${FAILED} }}fails more often ({{ . | first | value | printf "%+.1f" }} points of its requests){{ else }}got slower{{ end }}`;

/** Such as `: p50 +25.0 %, p95 +26.1 %`. */
const CHANGES = `{{ with ${changeAt('p50')} }}: p50 ${SIGNED_PERCENT}{{ end }}{{ with ${changeAt('p95')} }}, p95 ${SIGNED_PERCENT}{{ end }}`;

/** With intervals; a slowdown's lower bound is the speedup's upper one. */
const SIZE = (['p50', 'p95'] as const)
  .map(
    (percentile, i) =>
      `{{ with ${changeAt(percentile)} }}${i === 0 ? '' : ', '}${percentile} ${SIGNED_PERCENT}{{ end }}` +
      `{{ with ${changeAt(percentile, '_upper')} }} ({{ . | first | value | printf "%+.1f" }} to {{ end }}` +
      `{{ with ${changeAt(percentile, '_lower')} }}{{ . | first | value | printf "%+.1f" }} %){{ end }}`,
  )
  .concat(`{{ with ${changeAt('p50')} }} against {{ . | first | label "baseline_version" }}{{ end }}`)
  .join('');

function regression(severity: Exclude<AlertSeverity, 'info'>): Alert {
  const other = severity === 'critical' ? 'warning' : 'critical';
  const open = `performance_regression_open{branch="${DEFAULT_BRANCH}",severity="${severity}"}`;
  return {
    name: 'PerformanceRegression',
    severity,
    expr: `max by (${OF_BENCHMARK.join(', ')}) (${open}) == 1`,
    held: { labels: OF_BENCHMARK, known: open },
    // A verdict is final: waiting would not make it better.
    for: '0s',
    summary: `{{ $labels.benchmark_name }} ${WHAT} on {{ $labels.environment }}${CHANGES}`,
    description:
      'A run on {{ $labels.branch }} was judged slower than its baseline. The regression stays open until there is evidence that it is gone, or it is accepted.',
    size: SIZE,
    dashboard: 'perf-benchmark',
    fires: {
      everySeconds: 15,
      // The exporter is away for five minutes.
      series: {
        [`performance_regression_open{${LABELS},severity="${severity}"}`]: '0 0 1x10 stale _x30',
        'up{job="perf-exporter"}': '1x12 0x40',
      },
      at: '8m',
      labels: { ...FIRED, severity },
    },
    silent: {
      everySeconds: 15,
      series: {
        [`performance_regression_open{${LABELS},severity="${severity}"}`]: '1x8 0x30',
        [`performance_regression_open{${LABELS},severity="${other}"}`]: '1x40',
        [`performance_regression_open{${FEATURE_LABELS},severity="${severity}"}`]: '1x40',
        'up{job="perf-exporter"}': '1x40',
      },
      at: '5m',
    },
    runbook: RUNBOOK,
  };
}

const moved = `performance_regressions_closed_total{reason="baseline-moved",branch="${DEFAULT_BRANCH}"}`;
const MOVED_SERIES = `performance_regressions_closed_total{${LABELS},reason="baseline-moved"}`;

/** What verdicts say. */
export const regressionAlerts: readonly Alert[] = [
  regression('critical'),
  regression('warning'),
  {
    name: 'RegressionInBaseline',
    severity: 'info',
    // Counters, but rate() would take their first value for an increase from 0 in some versions, and extrapolate.
    expr: `max by (${OF_BENCHMARK.join(', ')}) (${moved} - min_over_time(${moved}[6h])) > 0`,
    held: { labels: OF_BENCHMARK, known: moved },
    for: '0s',
    summary: '{{ $labels.benchmark_name }}: the baseline now contains its regression',
    description:
      'The baseline moved on past an open regression. Later runs are compared with the slower code, so that nothing flags it any more.',
    dashboard: 'perf-benchmark',
    fires: {
      everySeconds: 60,
      series: { [MOVED_SERIES]: '0x10 1x60', 'up{job="perf-exporter"}': '1x70' },
      at: '30m',
      labels: FIRED,
    },
    silent: {
      everySeconds: 60,
      // An exporter that starts has the closed regressions of all runs that it reads.
      series: { [MOVED_SERIES]: '_x10 3x60', 'up{job="perf-exporter"}': '1x70' },
      at: '30m',
    },
    runbook: {
      meaning:
        'Runs are now compared with a baseline that contains the slowdown, so that it is no longer an open regression. It was neither fixed nor accepted.',
      impact: 'The slowdown stays, and no later run flags it.',
      check: ['Who moved the baseline, and whether they knew of the regression.'],
      fix: [
        'If it was on purpose: nothing.',
        'If not: measure against a baseline from before it (`perf-suite run --against COMMIT`), and fix or accept it.',
      ],
    },
  },
  {
    name: 'BranchRegression',
    severity: 'info',
    expr: `max by (${OF_BENCHMARK.join(', ')}) (performance_regression_open{branch!="${DEFAULT_BRANCH}"}) == 1`,
    held: { labels: OF_BENCHMARK, known: `performance_regression_open{branch!="${DEFAULT_BRANCH}"}` },
    for: '0s',
    summary: `{{ $labels.benchmark_name }} ${WHAT} on branch {{ $labels.branch }}${CHANGES}`,
    description: 'A run of the branch was judged slower than its baseline. Nobody is paged for a branch.',
    size: SIZE,
    dashboard: 'perf-benchmark',
    fires: {
      everySeconds: 15,
      series: {
        [`performance_regression_open{${FEATURE_LABELS},severity="critical"}`]: '0 0 1x20',
        'up{job="perf-exporter"}': '1x40',
      },
      at: '3m',
      labels: { ...FIRED, branch: 'feature/x' },
    },
    silent: {
      everySeconds: 15,
      series: {
        [`performance_regression_open{${FEATURE_LABELS},severity="critical"}`]: '0x30',
        [`performance_regression_open{${LABELS},severity="critical"}`]: '1x30',
        'up{job="perf-exporter"}': '1x40',
      },
      at: '5m',
    },
    runbook: {
      meaning: `Like PerformanceRegression, on a branch other than ${DEFAULT_BRANCH}.`,
      impact: 'If it is merged as it is, the default branch gets slower.',
      check: ['The comment or report of the pull request: which benchmark, by how much?'],
      fix: [
        'Fix it before merging, or accept it (`perf-guard accept`).',
        'Messages about branches go to the channel `other_branches_channel` of `monitoring/settings.yaml`, or nowhere.',
      ],
    },
  },
];
