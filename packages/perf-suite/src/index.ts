export { defineConfig, type PerfConfig } from './api/define-config.js';
export { type Metric, type MetricLabels, metric } from './api/metric.js';
export {
  type Bench,
  type BenchmarkOptions,
  type ChosenParameters,
  type Group,
  type ParameterChoices,
  type SuiteContext,
  suite,
} from './api/suite/suite.js';
export type { ParameterValue, Suite, SuiteBenchmark } from './api/suite/suite-data.js';
