export { ERROR_KINDS, type ErrorKind, type RequestFailure } from './http/error-kind.js';
export { isThisMachine } from './http/this-machine.js';
export {
  type GeneratorOptions,
  type LoadFacts,
  LoadGenerator,
  type LoadOptions,
} from './load-generator.js';
export type { GeneratorUse } from './measure/generator-use.js';
export { type GeneratorFacts, generatorWarnings } from './measure/generator-warnings.js';
export { LatencyHistogram, type LatencyPercentiles } from './measure/latency-histogram.js';
export type { Outcome } from './measure/outcome.js';
export { type ErrorTally, latencyOf, RequestTally } from './measure/request-tally.js';
export { measureSlice, type RequestResult, type SliceResult } from './measure/slice.js';
export { parseScenario, type ScenarioSource } from './scenario/parse-scenario.js';
export { readScenarioFile } from './scenario/read-scenario-file.js';
export type { LoadRequest, Scenario } from './scenario/scenario.js';
export { scenarioDigest } from './scenario/scenario-digest.js';
export type { RequestInput, ScenarioInput } from './scenario/scenario-schema.js';
export type { LoadModel } from './schedule/load-model.js';
export { LoadThread, type ThreadLoadOptions } from './thread/load-thread.js';
