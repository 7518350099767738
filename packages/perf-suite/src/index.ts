export { defineConfig, type PerfConfig } from './config/define-config.js';
export { type Metric, type MetricLabels, metric } from './metric/metric.js';
export {
  type Bench,
  type BenchmarkOptions,
  type ChosenParameters,
  type Group,
  type ParameterChoices,
  type SuiteContext,
  suite,
} from './suite/suite.js';
export type { ParameterValue, Suite, SuiteBenchmark } from './suite/suite-data.js';
