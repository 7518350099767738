import { grafanaVariable } from './grafana-variable.js';
import type { DashboardSpecification } from './panel.js';

const PRICE = grafanaVariable('price_per_minute');
const DAYS = '($__range_s / 86400)';
const CI_SECONDS = 'increase(ci_pipeline_seconds_total[$__range])';

/** How many benchmarks were slower at some time of the range, each once for its branch, on however many machines. */
function everOpen(branches: string): string {
  return `sum(max by (benchmark_name, branch) (max_over_time(performance_regression_open{${branches}}[$__range])))`;
}

const CAUGHT = everOpen('branch!="$branch"');
const OPEN_HOURS =
  'sum(sum_over_time(max by (benchmark_name, environment, branch) (performance_regression_open{branch="$branch"})[$__range:1h]))';
const CLOSED = 'sum(increase(performance_regressions_closed_total{branch="$branch"}[$__range]))';

export const businessDashboard: DashboardSpecification = {
  uid: 'perf-business',
  title: 'Performance: business',
  description: 'What the benchmarks cost in CI, and what they are good for.',
  variables: ['branch', 'price_per_minute'],
  one: ['branch'],
  from: 'now-30d',
  panels: [
    {
      kind: 'stat',
      row: 'In the chosen time',
      title: 'Suites a day',
      description: 'Judged runs in CI, on all branches.',
      unit: 'none',
      decimals: 1,
      width: 4,
      height: 5,
      queries: [
        {
          expr: `sum(increase(ci_pipeline_runs_total[$__range])) / ${DAYS}`,
          legend: 'a day',
          instant: true,
        },
      ],
    },
    {
      kind: 'stat',
      title: 'Caught before merge',
      description:
        'Benchmarks that were slower on another branch than the chosen one: each once for its branch.',
      unit: 'none',
      decimals: 0,
      width: 4,
      height: 5,
      queries: [{ expr: CAUGHT, legend: 'regressions', instant: true }],
      none: '0',
    },
    {
      kind: 'stat',
      title: 'Reached the branch',
      description: 'Benchmarks that were slower on the chosen branch: each once.',
      unit: 'none',
      decimals: 0,
      width: 4,
      height: 5,
      queries: [{ expr: everOpen('branch="$branch"'), legend: 'regressions', instant: true }],
      thresholds: [
        { from: null, color: 'green' },
        { from: 1, color: 'orange' },
      ],
    },
    {
      kind: 'stat',
      title: 'Time to fix',
      description:
        'Time in which regressions of the chosen branch were open / how many were closed. Those that are open still count, so it grows with each day of them.',
      unit: 'h',
      decimals: 1,
      width: 4,
      height: 5,
      queries: [{ expr: `${OPEN_HOURS} / ${CLOSED}`, legend: 'on average', instant: true }],
      none: 'none was closed',
    },
    {
      kind: 'stat',
      title: 'CI minutes',
      description: 'Time of all runs in CI, judged or not.',
      unit: 'm',
      decimals: 0,
      width: 4,
      height: 5,
      queries: [{ expr: `sum(${CI_SECONDS}) / 60`, legend: 'minutes', instant: true }],
    },
    {
      kind: 'stat',
      title: 'Cost',
      description: 'CI minutes x the price of a minute, which is set above the panels.',
      unit: 'currencyUSD',
      decimals: 2,
      width: 4,
      height: 5,
      queries: [{ expr: `sum(${CI_SECONDS}) / 60 * ${PRICE}`, legend: 'cost', instant: true }],
    },
    {
      kind: 'timeseries',
      row: 'Day by day',
      title: 'Suites',
      description: 'Judged runs in CI, by result.',
      unit: 'none',
      decimals: 0,
      width: 12,
      height: 9,
      step: '1d',
      bars: true,
      colors: { '/pass/': 'green', '/fail/': 'red' },
      queries: [{ expr: 'sum by (result) (increase(ci_pipeline_runs_total[1d]))', legend: '{{result}}' }],
    },
    {
      kind: 'timeseries',
      title: 'CI minutes by pipeline and branch',
      description: 'Which branches cost most.',
      unit: 'm',
      decimals: 0,
      width: 12,
      height: 9,
      step: '1d',
      bars: true,
      queries: [
        {
          expr: 'sum by (pipeline, branch) (increase(ci_pipeline_seconds_total[1d])) / 60',
          legend: '{{pipeline}} {{branch}}',
        },
      ],
    },
    {
      kind: 'timeseries',
      title: 'Benchmarks with an open regression',
      description: 'On the chosen branch and on the others.',
      unit: 'none',
      decimals: 0,
      width: 8,
      height: 9,
      min: 0,
      colors: { '/critical/': 'red', '/warning/': 'orange' },
      queries: [
        {
          expr: 'sum by (severity, branch) (suite:regressions_open:sum{branch="$branch"})',
          legend: '{{branch}} {{severity}}',
        },
        {
          expr: 'sum by (severity) (suite:regressions_open:sum{branch!="$branch"})',
          legend: 'other branches {{severity}}',
        },
      ],
    },
    {
      kind: 'timeseries',
      title: 'How regressions ended',
      description:
        'Closed per day, by the evidence: measured as unchanged or improved, accepted, or the baseline moved past it.',
      unit: 'none',
      decimals: 0,
      width: 8,
      height: 9,
      step: '1d',
      bars: true,
      queries: [
        {
          expr: 'sum by (reason) (increase(performance_regressions_closed_total[1d]))',
          legend: '{{reason}}',
        },
      ],
    },
    {
      kind: 'timeseries',
      title: 'Verdicts that say regressed',
      description: 'Per day: a regression that stays open is found again by each run.',
      unit: 'none',
      decimals: 0,
      width: 8,
      height: 9,
      step: '1d',
      bars: true,
      colors: { '/critical/': 'red', '/warning/': 'orange' },
      queries: [
        {
          expr: 'sum by (severity) (increase(performance_regressions_detected_total[1d]))',
          legend: '{{severity}}',
        },
      ],
    },
  ],
};
