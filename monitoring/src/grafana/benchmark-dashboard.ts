import {
  changeInEffects,
  EFFECT_COLORS,
  OPEN_WORDS,
  ofOne,
  openRegressions,
  P50,
  VERDICT_WORDS,
} from './benchmark-series.js';
import type { DashboardSpecification } from './panel.js';

const { chosen, lines } = ofOne;
const PERCENTILE = 'benchmark_execution_time_percentile_seconds';

export const benchmarkDashboard: DashboardSpecification = {
  uid: 'perf-benchmark',
  title: 'Performance: benchmark detail',
  description: 'One benchmark over time: its speed, the confidence interval, and the commit of each change.',
  variables: ['benchmark_name', 'environment', 'branch'],
  one: ['benchmark_name', 'environment', 'branch'],
  from: 'now-30d',
  panels: [
    {
      kind: 'stat',
      row: 'Latest run',
      title: 'p50',
      description: 'Median time of one iteration in the latest run.',
      unit: 's',
      width: 4,
      height: 4,
      queries: [{ expr: lines(PERCENTILE, P50), legend: 'p50', instant: true }],
    },
    {
      kind: 'stat',
      title: 'Verdict',
      description: 'The latest verdict; inconclusive does not mean unchanged.',
      unit: 'none',
      width: 5,
      height: 4,
      text: { label: 'verdict' },
      words: VERDICT_WORDS,
      queries: [
        {
          expr: lines('benchmark_verdict', { by: ['verdict'] }),
          legend: 'verdict',
          instant: true,
          format: 'table',
        },
      ],
    },
    {
      kind: 'stat',
      title: 'Speedup at p50',
      description: 'Baseline time / current time: below 1 is slower.',
      unit: 'none',
      width: 4,
      height: 4,
      decimals: 3,
      queries: [{ expr: lines('speedup_ratio', P50), legend: 'speedup', instant: true }],
    },
    {
      kind: 'stat',
      title: 'Change / minimum effect',
      description:
        'How much slower it is at p50, in multiples of its minimum effect. Below 1 is too small to act on, and from 4 on it is critical.',
      unit: 'none',
      width: 4,
      height: 4,
      decimals: 1,
      queries: [{ expr: changeInEffects(ofOne), legend: 'change', instant: true }],
      thresholds: EFFECT_COLORS,
    },
    {
      kind: 'stat',
      title: 'Noise',
      description:
        'Standard deviation of the round medians / their mean. Above 10 % only large changes can be detected.',
      unit: 'percentunit',
      width: 3,
      height: 4,
      decimals: 1,
      queries: [{ expr: lines('benchmark_noise_ratio'), legend: 'noise', instant: true }],
      thresholds: [
        { from: null, color: 'green' },
        { from: 0.05, color: 'orange' },
        { from: 0.1, color: 'red' },
      ],
    },
    {
      kind: 'stat',
      title: 'Regressed of last 5',
      description: 'How many of the last 5 runs regressed: one can be a false alarm, three are not.',
      unit: 'none',
      width: 4,
      height: 4,
      queries: [
        { expr: lines('performance_regression_recent_runs'), legend: 'regressed runs', instant: true },
      ],
      thresholds: [
        { from: null, color: 'green' },
        { from: 1, color: 'orange' },
        { from: 3, color: 'red' },
      ],
    },
    {
      kind: 'timeseries',
      row: 'Speed',
      title: 'Time of one iteration',
      description:
        'p50, p95 and p99 of each run, the baseline p50 (p50 x speedup), and the budget if there is one. Red lines are regressions; “Commits” above the panels adds one for each commit.',
      unit: 's',
      width: 24,
      height: 10,
      dashed: '/baseline|budget/',
      queries: [
        { expr: lines(PERCENTILE, { by: ['percentile'] }), legend: '{{percentile}}' },
        { expr: `${lines(PERCENTILE, P50)} * ${lines('speedup_ratio', P50)}`, legend: 'baseline p50' },
        {
          expr: lines('benchmark_budget_seconds', { by: ['percentile'] }),
          legend: 'budget {{percentile}}',
        },
      ],
    },
    {
      kind: 'timeseries',
      title: 'Speedup with its interval',
      description:
        'Point and interval at p50 and p95. Between the dashed lines a change is smaller than the minimum effect; where a whole band lies below them, it is slower.',
      unit: 'none',
      width: 12,
      height: 10,
      decimals: 3,
      dashed: '/smallest/',
      colors: { '/^smallest/': 'text', '/^p50/': 'green', '/^p95/': 'orange' },
      bands: { 'p50 upper': 'p50 lower', 'p95 upper': 'p95 lower' },
      queries: [
        { expr: lines('speedup_ratio', { by: ['percentile'] }), legend: '{{percentile}}' },
        { expr: lines('speedup_ratio_lower', { by: ['percentile'] }), legend: '{{percentile}} lower' },
        { expr: lines('speedup_ratio_upper', { by: ['percentile'] }), legend: '{{percentile}} upper' },
        {
          expr: `1 / (1 + ${lines('benchmark_minimum_effect_ratio')})`,
          legend: 'smallest slowdown that matters',
        },
        {
          expr: `1 / (1 - ${lines('benchmark_minimum_effect_ratio')})`,
          legend: 'smallest improvement that matters',
        },
      ],
    },
    {
      kind: 'heatmap',
      title: 'All samples',
      description: 'Distribution of the samples; two bands mean that it has two modes.',
      unit: 's',
      width: 12,
      height: 10,
      step: '6h',
      queries: [
        {
          expr: `sum by (le) (increase(benchmark_execution_time_seconds_bucket${chosen()}[$__interval]))`,
          legend: '{{le}}',
          format: 'heatmap',
        },
      ],
    },
    {
      kind: 'state-timeline',
      row: 'Regressions and noise',
      title: 'Open regressions',
      description:
        'When a regression was open: from the report that found it until the evidence that closed it.',
      unit: 'none',
      width: 12,
      height: 5,
      queries: [{ expr: openRegressions(ofOne), legend: 'regression' }],
      words: OPEN_WORDS,
      none: 'No regression was open in this time.',
    },
    {
      kind: 'state-timeline',
      title: 'Budget',
      description: 'Whether the benchmark kept its budget; open means that a run could not decide it.',
      unit: 'none',
      width: 12,
      height: 5,
      queries: [
        {
          expr: `max by (benchmark_name, environment, branch, percentile) (2 * benchmark_budget_state${chosen('state="over"')} or benchmark_budget_state${chosen('state="open"')})`,
          legend: '{{percentile}}',
        },
      ],
      words: {
        0: { text: 'within', color: 'green' },
        1: { text: 'open', color: 'blue' },
        2: { text: 'over', color: 'red' },
      },
      none: 'The benchmark has no budget.',
    },
    {
      kind: 'timeseries',
      title: 'Noise over time',
      description:
        'Noise of the benchmark (between rounds), its average over a day, and noise of the machine.',
      unit: 'percentunit',
      width: 12,
      height: 8,
      min: 0,
      queries: [
        { expr: lines('benchmark_noise_ratio'), legend: 'benchmark' },
        { expr: `benchmark:noise_ratio:avg_1d${chosen()}`, legend: 'benchmark, average of a day' },
        { expr: lines('benchmark_machine_noise_ratio'), legend: 'machine' },
      ],
    },
    {
      kind: 'timeseries',
      title: 'Failed requests',
      description:
        'Of a service under load: the share of its requests that failed, by kind, over a day. A benchmark regresses where more of its requests fail than before.',
      unit: 'percentunit',
      width: 12,
      height: 8,
      min: 0,
      none: 'No request failed, or the benchmark sends none.',
      queries: [
        {
          expr: `sum by (outcome) (increase(benchmark_requests_total${chosen('outcome!="ok"')}[1d])) / ignoring (outcome) group_left () sum (increase(benchmark_requests_total${chosen()}[1d])) > 0`,
          legend: '{{outcome}}',
        },
        {
          expr: lines('performance_failed_requests_increase_ratio'),
          legend: 'more than the baseline, as the verdict says',
        },
      ],
    },
    {
      kind: 'timeseries',
      title: 'Samples measured',
      description: 'Per day: verdicts from fewer samples are less certain.',
      unit: 'none',
      width: 12,
      height: 8,
      step: '1d',
      decimals: 0,
      bars: true,
      queries: [
        {
          expr: `sum by (benchmark_name) (increase(benchmark_samples_total${chosen()}[1d]))`,
          legend: 'samples',
        },
      ],
    },
  ],
};
