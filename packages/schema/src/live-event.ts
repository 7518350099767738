import * as v from 'valibot';
import type { DeepReadonly } from './deep-readonly.js';
import { environmentSchema, gitStateSchema } from './environment.js';
import { estimateSchema } from './estimate.js';
import { count, finite, flag, instant, nameText, nonNegative, positiveCount, text } from './field.js';
import { metricValuesSchema } from './metric-values.js';
import { severitySchema } from './report.js';
import { requestsByVariantSchema } from './round-requests.js';
import {
  allocationsSchema,
  benchmarkMemorySchema,
  executionUsagesSchema,
  failureSchema,
} from './run-file.js';
import { verdictSchema } from './verdict.js';
import { percentileNameSchema } from './verdict-settings.js';
import { warningSchema } from './warning.js';

/**
 * What happens in a run, as it happens. The stream adds an envelope (channel and seq) and sends
 * them to watchers; the exporter turns the same events into metrics. `benchmark` is the index into
 * `run-started.benchmarks`; `t` is milliseconds since the run started.
 */

const variantSchema = v.picklist(['base', 'head']);

/** Statistics over all samples of one variant so far (or of one round), in nanoseconds per iteration. */
const sampleStatisticsSchema = v.object({
  count,
  minNs: nonNegative,
  p50Ns: nonNegative,
  p95Ns: nonNegative,
  p99Ns: nonNegative,
  maxNs: nonNegative,
  meanNs: nonNegative,
  /** Interquartile range / median. */
  spreadRatio: nonNegative,
});

const runStartedSchema = v.object({
  type: v.literal('run-started'),
  run: text,
  startedAt: instant,
  mode: v.picklist(['single', 'paired']),
  git: v.nullable(gitStateSchema),
  environment: environmentSchema,
  /** Short name of what it is compared with; null without a baseline. */
  baseline: v.nullable(text),
  /** How the commit of that was chosen, where the name alone would mislead. */
  baselineNote: v.exactOptional(text),
  plannedRounds: positiveCount,
  /** Milliseconds after which no further round is begun; left out means that there is no such limit. */
  budgetMs: v.exactOptional(nonNegative),
  benchmarks: v.array(
    v.object({
      id: nameText,
      file: text,
      group: v.array(nameText),
      name: nameText,
      minimumEffect: finite,
    }),
  ),
});

const roundStartedSchema = v.object({ type: v.literal('round-started'), t: nonNegative, round: count });

/**
 * A benchmark is about to be measured in this round. A round whose process was killed from outside is
 * measured again: an event with `attempt` 2 means that all `samples` of this benchmark and round that
 * came before it are not part of the run, and their numbering (`first`) starts again at 0.
 */
const benchmarkStartedSchema = v.object({
  type: v.literal('benchmark-started'),
  t: nonNegative,
  benchmark: count,
  round: count,
  batchSize: positiveCount,
  /** From 1; left out means 1. */
  attempt: v.exactOptional(positiveCount),
});

/** Every sample measured since the last such event, in order; none is left out. */
const samplesSchema = v.object({
  type: v.literal('samples'),
  t: nonNegative,
  benchmark: count,
  round: count,
  variant: variantSchema,
  /** Number of the first sample within this benchmark, round and variant. */
  first: count,
  ns: v.array(nonNegative),
});

/** One benchmark's part of one round is complete. */
const benchmarkMeasuredSchema = v.object({
  type: v.literal('benchmark-measured'),
  t: nonNegative,
  benchmark: count,
  round: count,
  head: sampleStatisticsSchema,
  base: v.nullable(sampleStatisticsSchema),
  memory: v.nullable(benchmarkMemorySchema),
  /** What a call of each variant allocates. */
  allocation: v.exactOptional(allocationsSchema),
  /** What an execution of each variant used; only of a command. */
  executionUsage: v.exactOptional(executionUsagesSchema),
  /** Only of load on a service: what became of its requests. */
  requests: v.exactOptional(requestsByVariantSchema),
  noiseRatio: v.nullable(nonNegative),
});

/** What the code of a benchmark's head said about metrics of the user's own since its last such event. */
const metricsEventSchema = v.object({
  type: v.literal('metrics'),
  t: nonNegative,
  benchmark: count,
  metrics: v.array(metricValuesSchema),
});

/** CPU and memory of one process; `ratio` 1 is one core fully used. */
const resourcesSchema = v.object({
  type: v.literal('resources'),
  t: nonNegative,
  process: v.picklist(['worker', 'orchestrator']),
  phase: v.picklist(['start', 'peak', 'end']),
  rssBytes: count,
  heapUsedBytes: count,
  cpuRatio: nonNegative,
  core: v.nullable(count),
});

/** The interval after a look at the rounds so far. */
const comparisonEventSchema = v.object({
  type: v.literal('comparison'),
  t: nonNegative,
  benchmark: count,
  look: positiveCount,
  rounds: positiveCount,
  speedup: v.object({ p50: v.nullable(estimateSchema), p95: v.nullable(estimateSchema) }),
  /** `decided`: it is measured no further. */
  state: v.picklist(['sampling', 'decided']),
});

/** No more rounds for this benchmark. Statistics are over all its rounds; null when it failed before any sample. */
const benchmarkFinishedSchema = v.object({
  type: v.literal('benchmark-finished'),
  t: nonNegative,
  benchmark: count,
  rounds: count,
  head: v.nullable(sampleStatisticsSchema),
  base: v.nullable(sampleStatisticsSchema),
  failure: v.nullable(failureSchema),
});

const verdictEventSchema = v.object({
  type: v.literal('verdict'),
  t: nonNegative,
  benchmark: count,
  verdict: verdictSchema,
  severity: v.nullable(severitySchema),
  /** The percentiles that the verdict rests on; left out means p50. */
  percentiles: v.exactOptional(v.array(percentileNameSchema)),
  speedup: v.object({ p50: v.nullable(estimateSchema), p95: v.nullable(estimateSchema) }),
  /** By how much a larger share of its requests fails (0.01 is one percentage point); only where that is a regression. */
  failedChange: v.exactOptional(nonNegative),
  baseline: text,
  summary: text,
});

const warningEventSchema = v.object({
  type: v.literal('warning'),
  t: nonNegative,
  benchmark: v.nullable(count),
  warning: warningSchema,
});

const runFinishedSchema = v.object({
  type: v.literal('run-finished'),
  t: nonNegative,
  state: v.picklist(['complete', 'partial']),
  exitCode: count,
  verdict: v.nullable(verdictSchema),
  regressedCount: count,
  interrupted: flag,
  runFile: v.nullable(text),
});

export const liveEventSchema = v.variant('type', [
  runStartedSchema,
  roundStartedSchema,
  benchmarkStartedSchema,
  samplesSchema,
  benchmarkMeasuredSchema,
  metricsEventSchema,
  resourcesSchema,
  comparisonEventSchema,
  benchmarkFinishedSchema,
  verdictEventSchema,
  warningEventSchema,
  runFinishedSchema,
]);

export type Variant = v.InferOutput<typeof variantSchema>;
export type SampleStatistics = DeepReadonly<v.InferOutput<typeof sampleStatisticsSchema>>;
export type LiveEvent = DeepReadonly<v.InferOutput<typeof liveEventSchema>>;
export type LiveEventOf<T extends LiveEvent['type']> = Extract<LiveEvent, { readonly type: T }>;
