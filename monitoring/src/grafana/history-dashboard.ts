import { ofMany } from './benchmark-series.js';
import { grafanaVariable } from './grafana-variable.js';
import type { DashboardSpecification, PanelWords } from './panel.js';

const { chosen } = ofMany;
const inTable = { legend: '{{benchmark_name}}', instant: true, format: 'table' } as const;

const OF_CHANGE = 'benchmark_name, environment, percentile, kind, state, change';
const SLOWDOWNS = `max by (${OF_CHANGE}) (performance_change_ratio${chosen('state="open",kind=~"step|creep"')}) > 0`;
const OF_FORECAST = 'benchmark_name, environment, percentile, budget';
const OF_OBJECTIVE = 'objective, benchmark_name, environment';

const STATE_WORDS: PanelWords = {
  open: { text: 'open', color: 'red' },
  acknowledged: { text: 'acknowledged', color: 'orange' },
  intended: { text: 'intended', color: 'blue' },
  fixed: { text: 'fixed', color: 'green' },
};
const FORECAST_WORDS: PanelWords = {
  over: { text: 'over already', color: 'red' },
  in: { text: 'will exceed it', color: 'orange' },
  'not-within': { text: 'not soon', color: 'green' },
  'cannot-tell': { text: 'cannot tell', color: 'blue' },
};

function ofChange(metric: string, by = OF_CHANGE): string {
  return `max by (${by}) (${metric}${chosen()})`;
}

function ofForecast(metric: string): string {
  return `1000 * max by (${OF_FORECAST}) (${metric}${chosen()})`;
}

function ofObjective(metric: string, matchers = ''): string {
  return `max by (${OF_OBJECTIVE}) (${metric}${chosen(matchers)})`;
}

function toBenchmark() {
  const column = (name: string) => grafanaVariable(`__data.fields.${name}`);
  const choices = [
    `var-benchmark_name=${column('benchmark_name')}`,
    `var-environment=${column('environment')}`,
    `var-branch=${grafanaVariable('branch')}`,
  ];
  return { title: 'Benchmark detail', url: `/d/perf-benchmark?${choices.join('&')}` };
}

const NONE_IS_GOOD = [
  { from: null, color: 'green' },
  { from: 1, color: 'orange' },
] as const;

export const historyDashboard: DashboardSpecification = {
  uid: 'perf-history',
  title: 'Performance: history',
  description:
    'What the history of runs says: change points that no gate saw, forecasts of budgets, and objectives.',
  variables: ['environment', 'branch', 'benchmark_name'],
  one: ['branch'],
  from: 'now-30d',
  panels: [
    {
      kind: 'stat',
      row: 'Now',
      title: 'Open slowdowns',
      description:
        'Changes of the code that made a benchmark slower, and that nobody has said anything about: steps and creeps.',
      unit: 'none',
      decimals: 0,
      width: 5,
      height: 4,
      queries: [{ expr: `count(${SLOWDOWNS})`, legend: 'open', instant: true }],
      none: '0',
      thresholds: NONE_IS_GOOD,
    },
    {
      kind: 'stat',
      title: 'Changes of the machine',
      description: 'Open: most benchmarks of a machine changed at once. Do not look for the commit.',
      unit: 'none',
      decimals: 0,
      width: 5,
      height: 4,
      queries: [
        {
          expr: `count(max by (${OF_CHANGE}) (performance_change_ratio${chosen('state="open",kind="machine"')}))`,
          legend: 'of the machine',
          instant: true,
        },
      ],
      none: '0',
    },
    {
      kind: 'stat',
      title: 'Budgets exceeded within 30 days',
      description: 'Over already, or most likely within 30 days if it goes on like this.',
      unit: 'none',
      decimals: 0,
      width: 5,
      height: 4,
      queries: [
        {
          expr: `count(max by (${OF_FORECAST}) (performance_budget_exceeded_timestamp_seconds${chosen()}) - time() < 30 * 86400)`,
          legend: 'budgets',
          instant: true,
        },
      ],
      none: '0',
      thresholds: NONE_IS_GOOD,
    },
    {
      kind: 'stat',
      title: 'Objectives broken',
      description: 'More runs missed the objective than its error budget allows.',
      unit: 'none',
      decimals: 0,
      width: 5,
      height: 4,
      queries: [
        {
          expr: `count(${ofObjective('performance_objective_error_budget_left_ratio')} < 0)`,
          legend: 'broken',
          instant: true,
        },
      ],
      none: '0',
      thresholds: [
        { from: null, color: 'green' },
        { from: 1, color: 'red' },
      ],
    },
    {
      kind: 'stat',
      title: 'Analysed',
      description:
        'When perf-analyze last wrote what it found into the runs folder: all panels are as old as that.',
      unit: 'dateTimeFromNow',
      width: 4,
      height: 4,
      queries: [
        {
          expr: '1000 * max(performance_analysis_timestamp_seconds{environment=~"$environment",branch="$branch"})',
          legend: 'analysed',
          instant: true,
        },
      ],
    },
    {
      kind: 'table',
      row: 'Change points',
      title: 'Change points',
      description:
        'The latest first. The size is current / before - 1, with the bounds of its interval: above 0 is slower. A change point is advice: confirm it in pairs, with the command that `perf-analyze changes` prints. Click a benchmark for its history.',
      unit: 'percentunit',
      decimals: 1,
      width: 24,
      height: 9,
      columns: {
        benchmark_name: 'Benchmark',
        environment: 'Environment',
        kind: 'Kind',
        percentile: 'Percentile',
        'Value #A': 'Size',
        'Value #B': 'At least',
        'Value #C': 'At most',
        state: 'State',
        'Value #D': 'Since',
        commit_hash: 'First commit',
        change: 'Id',
      },
      columnUnits: { Since: { unit: 'dateTimeFromNow' } },
      colored: ['State'],
      sortedBy: { column: 'Since', descending: true },
      words: STATE_WORDS,
      queries: [
        { ...inTable, expr: ofChange('performance_change_ratio') },
        { ...inTable, expr: ofChange('performance_change_ratio_lower') },
        { ...inTable, expr: ofChange('performance_change_ratio_upper') },
        {
          ...inTable,
          expr: `${ofChange('performance_change_timestamp_seconds', `${OF_CHANGE}, commit_hash`)} * 1000`,
        },
      ],
      none: 'No change point is known.',
      link: toBenchmark(),
    },
    {
      kind: 'timeseries',
      title: 'Change points by state',
      description: 'How many are known, by what became of them; those that are fixed only if asked for.',
      unit: 'none',
      decimals: 0,
      min: 0,
      width: 12,
      height: 8,
      colors: { open: 'red', acknowledged: 'orange', intended: 'blue', fixed: 'green' },
      queries: [
        {
          expr: `sum by (state) (max by (benchmark_name, environment, state) (performance_change_points${chosen()}))`,
          legend: '{{state}}',
        },
      ],
    },
    {
      kind: 'timeseries',
      title: 'Error budgets left',
      description: 'Of each objective: 1 is all of it; below 0 the objective is broken.',
      unit: 'percentunit',
      decimals: 0,
      width: 12,
      height: 8,
      queries: [
        {
          expr: ofObjective('performance_objective_error_budget_left_ratio'),
          legend: '{{benchmark_name}} ({{environment}}): {{objective}}',
        },
      ],
    },
    {
      kind: 'table',
      row: 'Forecasts and objectives',
      title: 'When budgets will be exceeded',
      description:
        'If the benchmark goes on as it did since its last step: most likely, and at the earliest and the latest by the interval of its slope. “Cannot tell” is an answer, too: there are too few runs, or the trend may be none.',
      // Of the three times alone: as a time, a text reads NaN.
      unit: 'none',
      width: 24,
      height: 8,
      columns: {
        benchmark_name: 'Benchmark',
        environment: 'Environment',
        budget: 'Budget',
        percentile: 'Percentile',
        state: 'Forecast',
        'Value #A': 'Most likely',
        'Value #B': 'Earliest',
        'Value #C': 'Latest',
      },
      columnUnits: {
        'Most likely': { unit: 'dateTimeFromNow' },
        Earliest: { unit: 'dateTimeFromNow' },
        Latest: { unit: 'dateTimeFromNow' },
      },
      colored: ['Forecast'],
      words: FORECAST_WORDS,
      queries: [
        { ...inTable, expr: ofForecast('performance_budget_exceeded_timestamp_seconds') },
        { ...inTable, expr: ofForecast('performance_budget_exceeded_earliest_timestamp_seconds') },
        { ...inTable, expr: ofForecast('performance_budget_exceeded_latest_timestamp_seconds') },
        {
          ...inTable,
          expr: `max by (${OF_FORECAST}, state) (performance_forecast_state${chosen()}) == 1`,
        },
      ],
      none: '–',
    },
    {
      kind: 'table',
      title: 'Objectives',
      description:
        'The burn rates are in times the pace that just uses the error budget up: over the last 30th of the objective’s time, and the last 5th.',
      unit: 'percentunit',
      decimals: 1,
      width: 24,
      height: 8,
      columns: {
        objective: 'Objective',
        benchmark_name: 'Benchmark',
        environment: 'Environment',
        'Value #A': 'Target',
        'Value #B': 'Kept',
        'Value #C': 'Error budget left',
        'Value #D': 'Burn rate, fast',
        'Value #E': 'Burn rate, slow',
      },
      columnUnits: {
        'Burn rate, fast': { unit: 'none', decimals: 1 },
        'Burn rate, slow': { unit: 'none', decimals: 1 },
      },
      sortedBy: { column: 'Error budget left', descending: false },
      queries: [
        { ...inTable, expr: ofObjective('performance_objective_target_ratio') },
        { ...inTable, expr: ofObjective('performance_objective_kept_ratio') },
        { ...inTable, expr: ofObjective('performance_objective_error_budget_left_ratio') },
        { ...inTable, expr: ofObjective('performance_objective_burn_rate', 'speed="fast"') },
        { ...inTable, expr: ofObjective('performance_objective_burn_rate', 'speed="slow"') },
      ],
      none: 'No objective is watched.',
    },
    {
      kind: 'state-timeline',
      title: 'Error budgets that burn',
      description: 'When so many runs missed an objective that somebody was told: at once, or for the week.',
      unit: 'none',
      width: 24,
      height: 8,
      queries: [
        {
          expr: `max by (benchmark_name, environment, objective) (2 * performance_objective_burning${chosen('speed="fast"')} or performance_objective_burning${chosen('speed="slow"')})`,
          legend: '{{benchmark_name}} ({{environment}})',
        },
      ],
      words: {
        0: { text: 'no', color: 'green' },
        1: { text: 'slowly', color: 'orange' },
        2: { text: 'fast', color: 'red' },
      },
      none: 'No objective is watched.',
    },
  ],
};
