import { gauge } from './metric-definition.js';

const ofBenchmark = ['benchmark_name', 'environment', 'branch'] as const;
const ofChange = [...ofBenchmark, 'percentile', 'kind', 'state', 'change'] as const;
const ofForecast = [...ofBenchmark, 'percentile', 'budget'] as const;
const ofObjective = [...ofBenchmark, 'objective'] as const;

/** What the history of runs says: change points, forecasts and objectives, as perf-analyze found them. */
export const HISTORY_METRICS = {
  changePoints: gauge({
    name: 'performance_change_points',
    help: 'Change points by what became of them. Those of the machine have `*` for the benchmark.',
    labels: [...ofBenchmark, 'state'],
  }),
  changeRatio: gauge({
    name: 'performance_change_ratio',
    help: 'Size of a change point: current / before - 1, positive is slower; of `noise` how much more the runs vary.',
    unit: 'ratio',
    labels: ofChange,
  }),
  changeRatioLower: gauge({
    name: 'performance_change_ratio_lower',
    help: 'Lower bound of the size’s interval.',
    labels: ofChange,
  }),
  changeRatioUpper: gauge({
    name: 'performance_change_ratio_upper',
    help: 'Upper bound of the size’s interval.',
    labels: ofChange,
  }),
  changedAt: gauge({
    name: 'performance_change_timestamp_seconds',
    help: 'When the first run after the change started, as Unix time; the label holds its commit.',
    unit: 'seconds',
    labels: [...ofChange, 'commit_hash'],
  }),
  changeFirstSeen: gauge({
    name: 'performance_change_first_seen_timestamp_seconds',
    help: 'When perf-analyze first found the change, as Unix time.',
    unit: 'seconds',
    labels: ofChange,
    notOnPanels: 'ChangePointFound needs it to tell news from what was found years later.',
  }),
  forecastState: gauge({
    name: 'performance_forecast_state',
    help: '1 for what is forecast of a budget: `over` it already, over it `in` some time, `not-within` the time that the runs look back, or `cannot-tell`; 0 for the others.',
    labels: [...ofForecast, 'state'],
  }),
  budgetExceededAt: gauge({
    name: 'performance_budget_exceeded_timestamp_seconds',
    help: 'When the budget will most likely be exceeded if it goes on like this, as Unix time; the newest run where it is over already. No sample where that is not soon, or cannot be told.',
    unit: 'seconds',
    labels: ofForecast,
  }),
  budgetExceededEarliest: gauge({
    name: 'performance_budget_exceeded_earliest_timestamp_seconds',
    help: 'The same, at the earliest by the slope’s interval.',
    unit: 'seconds',
    labels: ofForecast,
  }),
  budgetExceededLatest: gauge({
    name: 'performance_budget_exceeded_latest_timestamp_seconds',
    help: 'The same, at the latest.',
    unit: 'seconds',
    labels: ofForecast,
  }),
  objectiveTarget: gauge({
    name: 'performance_objective_target_ratio',
    help: 'Share of the runs that have to keep the objective.',
    unit: 'ratio',
    labels: ofObjective,
  }),
  objectiveKept: gauge({
    name: 'performance_objective_kept_ratio',
    help: 'Share of the runs in the objective’s time that kept it.',
    unit: 'ratio',
    labels: ofObjective,
  }),
  objectiveBudgetLeft: gauge({
    name: 'performance_objective_error_budget_left_ratio',
    help: 'Share of the error budget that is left: 1 is all of it, below 0 the objective is broken.',
    unit: 'ratio',
    labels: ofObjective,
  }),
  objectiveBurnRate: gauge({
    name: 'performance_objective_burn_rate',
    help: 'How fast the error budget goes, in times the pace that just uses it up: over the last 30th of the objective’s time (`fast`) and the last 5th (`slow`). No sample where no run is in that time.',
    labels: [...ofObjective, 'speed'],
  }),
  objectiveBurning: gauge({
    name: 'performance_objective_burning',
    help: '1 while the error budget goes so fast that somebody should look: at once (`fast`) or in the working week (`slow`).',
    labels: [...ofObjective, 'speed'],
  }),
  analysedAt: gauge({
    name: 'performance_analysis_timestamp_seconds',
    help: 'When perf-analyze last analysed the environment’s runs, as Unix time.',
    unit: 'seconds',
    labels: ['environment', 'branch'],
  }),
};
