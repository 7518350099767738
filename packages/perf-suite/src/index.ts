export { defineConfig, type PerfConfig } from './api/define-config.js';
export { type Metric, type MetricLabels, metric } from './api/metric.js';
export type { CommandInput, CommandLine, ExecutionContext, SuiteCommand } from './api/suite/command-data.js';
export type { CommandOptions } from './api/suite/command-options.js';
export type { LoadSource, SuiteService } from './api/suite/service-data.js';
export type { ServiceOptions } from './api/suite/service-options.js';
export {
  type Bench,
  type BenchmarkOptions,
  type ChosenParameters,
  type DeclareCommand,
  type DeclareService,
  type Group,
  type ParameterChoices,
  type SuiteContext,
  suite,
} from './api/suite/suite.js';
export type { ParameterValue, Suite, SuiteBenchmark } from './api/suite/suite-data.js';
