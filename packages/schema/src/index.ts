export { ACCEPTED_FILE, type Acceptance, type AcceptedEntry, isBlank, LONGEST_REASON } from './acceptance.js';
export {
  ANALYSIS_KINDS,
  ANALYSIS_VERSION,
  type AnalysedChange,
  type Analysis,
  type AnalysisOf,
  analysisSchema,
} from './analysis.js';
export { type BaseBranch, type BaseSource, baseName, baseNote } from './base-source.js';
export { BUDGET_STATES, type Budget, type BudgetFinding, isQuietBudget } from './budget.js';
export {
  CHANGE_KINDS,
  CHANGE_STATES,
  type ChangeEntry,
  changeEntrySchema,
} from './change-entry.js';
export { closedObject } from './closed-object.js';
export { closestWord } from './closest-word.js';
export type { DeepReadonly } from './deep-readonly.js';
export { describeValue } from './describe-value.js';
export { type Environment, environmentSchema, type GitState, gitStateSchema } from './environment.js';
export { type Estimate, estimateSchema } from './estimate.js';
export { eventsOfRun } from './events-of-run.js';
export { EXIT_CODES, type ExitCode } from './exit-code.js';
export type { Explanation, SlowerFunction } from './explanation.js';
export { failedChange } from './failed-change.js';
export { gate, gateNote, gateNoteUnjudged, gateUnjudged } from './gate.js';
export {
  type LiveEvent,
  type LiveEventOf,
  liveEventSchema,
  type SampleStatistics,
  type Variant,
} from './live-event.js';
export { type MetricValues, metricValuesSchema, type RunMetric } from './metric-values.js';
export { type MetricsSummary, metricsSummarySchema, SUMMARY_VERSION } from './metrics-summary.js';
export { hasOwnEffect } from './own-effect.js';
export { packOrder, unpackOrder } from './packed-order.js';
export { type PackedSamples, packDurations, unpackDurations } from './packed-samples.js';
export {
  parseAnalysis,
  parseLiveEvent,
  parseMetricsSummary,
  parseReport,
  parseRunFile,
  parseWith,
} from './parse.js';
export { percentilesBehind } from './percentiles-behind.js';
export { PERF_ERROR_CODES, PerfError, type PerfErrorCode, type PerfErrorOptions } from './perf-error.js';
export {
  type AllocationComparison,
  type Comparison,
  type ErrorComparison,
  type Method,
  type PercentileComparison,
  REPORT_VERSION,
  type Report,
  type RunReference,
  reportSchema,
  type Severity,
} from './report.js';
export {
  REQUEST_ERRORS,
  type RequestError,
  type RequestSum,
  type RequestsByVariant,
  type RoundRequests,
  sumOfRequests,
} from './round-requests.js';
export {
  type Allocation,
  type BenchmarkKind,
  type BenchmarkMemory,
  type CodeChange,
  type ExecutionUsage,
  type Failure,
  type PairedBenchmark,
  type PairedRound,
  type PairedRun,
  type RoundRecord,
  RUN_FILE_VERSION,
  type RunFile,
  runFileSchema,
  type SingleBenchmark,
  type SingleRound,
  type SingleRun,
  type WorkerRecord,
  wasInterrupted,
} from './run-file.js';
export {
  type BenchmarkSoFar,
  foundOnlyAt,
  type InterimAnalysis,
  NOTHING_SO_FAR,
  newestSpeedup,
  type RoundSoFar,
  type RunSoFar,
  requestsSoFar,
  runAfter,
  runAtStart,
  withBenchmark,
} from './run-so-far.js';
export { quantileOfSorted, sampleStatistics, statisticsOfSorted } from './sample-statistics.js';
export type { SentLoad } from './sent-load.js';
export { type MergedShard, MOST_SHARDS, type Shard } from './shard.js';
export { isQuietVerdict, VERDICTS, type Verdict, verdictSchema, verdictWords } from './verdict.js';
export {
  DEFAULT_FAIL_ON,
  DEFAULT_MINIMUM_ALLOCATION_EFFECT,
  DEFAULT_MINIMUM_EFFECT,
  DEFAULT_MINIMUM_ERROR_EFFECT,
  FAIL_ON,
  type FailOn,
  failOnAllBut,
  failOnAlso,
  LEAST_ALLOCATION_BYTES,
  type MinimumEffect,
  minimumEffectFrom,
  PERCENTILES,
  type PercentileName,
} from './verdict-settings.js';
export { isLoosening, isNotJudged, type LooseningCode, type Warning, warningSchema } from './warning.js';
