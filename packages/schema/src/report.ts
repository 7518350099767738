import * as v from 'valibot';
import { daySchema } from './acceptance.js';
import { budgetFindingSchema } from './budget.js';
import type { DeepReadonly } from './deep-readonly.js';
import { environmentSchema } from './environment.js';
import { estimateSchema } from './estimate.js';
import { explanationSchema } from './explanation.js';
import { count, finite, flag, instant, nameText, nonNegative, positiveCount, ratio, text } from './field.js';
import { mergedShardSchema } from './shard.js';
import { verdictSchema } from './verdict.js';
import { failOnSchema, minimumEffectSchema, percentileNameSchema } from './verdict-settings.js';
import { warningSchema } from './warning.js';

export const REPORT_VERSION = 1;

export const severitySchema = v.picklist(['warning', 'critical']);

/** What one percentile says about one benchmark. */
const percentileComparisonSchema = v.object({
  percentile: percentileNameSchema,
  verdict: verdictSchema,
  /** False when this percentile only warns and never decides the benchmark's verdict; the first that gates leads. */
  gates: flag,
  /** Nanoseconds per iteration; null when there was nothing to compare. */
  /** In pairs: of a typical round, so that currentNs / baselineNs is the change. */
  baselineNs: v.nullable(nonNegative),
  currentNs: v.nullable(nonNegative),
  /** current / baseline - 1; positive is slower. */
  change: v.nullable(estimateSchema),
  /** baseline / current; below 1 is slower. */
  speedup: v.nullable(estimateSchema),
  /** Adjusted over the suite, for the direction the point lies in; null where no test was made. */
  pValue: v.nullable(v.pipe(finite, v.minValue(0), v.maxValue(1))),
  minimumEffect: ratio,
  /** Rounds (paired) or earlier runs (stored baseline) behind the estimate. */
  replicates: count,
  warnings: v.array(warningSchema),
});

/** What a call of base and of head allocates. */
const allocationComparisonSchema = v.object({
  /** `accepted` where it allocates more, and somebody accepted that. */
  verdict: v.picklist(['regressed', 'improved', 'unchanged', 'inconclusive', 'accepted']),
  /** True when it makes the gate fail that a call allocates more. */
  gates: flag,
  /** Bytes a call, on the heap and outside of it; the median over rounds. */
  baselineBytes: v.nullable(nonNegative),
  currentBytes: v.nullable(nonNegative),
  /** Of that, outside of the heap. */
  baselineExternalBytes: v.nullable(nonNegative),
  currentExternalBytes: v.nullable(nonNegative),
  /** current - baseline, in bytes a call: positive is more. */
  changeBytes: v.nullable(estimateSchema),
  /** The same as a share of what base allocates; null where that is nothing. */
  change: v.nullable(estimateSchema),
  /** Adjusted over the suite, for the direction the point lies in; null where no test was made. */
  pValue: v.nullable(v.pipe(finite, v.minValue(0), v.maxValue(1))),
  /** A change counts from this share of what base allocates, and from `leastBytes` a call. */
  minimumEffect: ratio,
  leastBytes: nonNegative,
  /** Rounds behind the estimate. */
  replicates: count,
  /** Why rounds told nothing; null where all of them did. */
  notMeasured: v.nullable(text),
});

/** Requests of one name to one side, over all rounds. */
const requestCountsSchema = v.object({ total: count, failed: count });

/** How many of the requests to a service fail, before and now. */
const errorComparisonSchema = v.object({
  /** `regressed` where more fail; `accepted` where somebody accepted that. */
  verdict: v.picklist(['regressed', 'improved', 'unchanged', 'inconclusive', 'accepted']),
  baseline: requestCountsSchema,
  current: requestCountsSchema,
  /** Share of failed requests, current - baseline: 0.01 is one percentage point more. Null without rounds. */
  change: v.nullable(estimateSchema),
  /** Adjusted over the suite, for the direction the point lies in; null where no test was made. */
  pValue: v.nullable(v.pipe(finite, v.minValue(0), v.maxValue(1))),
  /** A change of the share counts from here. */
  minimumEffect: ratio,
  /** Rounds (of a load: windows of the current run) behind the estimate. */
  replicates: count,
});

const comparisonSchema = v.object({
  id: nameText,
  file: text,
  group: v.array(nameText),
  name: nameText,
  /** Where several machines shared the run: the one of `shards` that measured it. */
  shard: v.exactOptional(positiveCount),
  verdict: verdictSchema,
  severity: v.nullable(severitySchema),
  /** One plain sentence: what was found and how sure it is. */
  summary: text,
  percentiles: v.array(percentileComparisonSchema),
  /** Left out where nobody looked at what a call allocates. */
  allocation: v.exactOptional(allocationComparisonSchema),
  /** Only of requests to a service. */
  errors: v.exactOptional(errorComparisonSchema),
  /** Why a slowdown is wanted, where the verdict is `accepted`. */
  accepted: v.exactOptional(v.object({ reason: text, until: v.exactOptional(daySchema), source: text })),
  /** Why it got slower; only of what did, where that was looked for. */
  explanation: v.exactOptional(explanationSchema),
  warnings: v.array(warningSchema),
});

/** How the verdicts were reached, so that they can be reached again from the run files. */
const methodSchema = v.variant('kind', [
  v.object({
    kind: v.literal('paired'),
    /** Of the whole suite. */
    alpha: finite,
    /** How many shards share that error; left out where there was one run. */
    shards: v.exactOptional(positiveCount),
    looks: v.array(v.object({ rounds: positiveCount, alpha: finite })),
    confidence: finite,
    seed: count,
  }),
  v.object({
    kind: v.literal('stored-baseline'),
    alpha: finite,
    confidence: finite,
    baselineRuns: count,
  }),
  /** There was nothing to compare with: only budgets, and what failed, are judged. */
  v.object({ kind: v.literal('none'), alpha: finite, confidence: finite }),
]);

const runReferenceSchema = v.object({
  id: text,
  commit: v.nullable(text),
  branch: v.nullable(text),
  /** True where the code had changes that were not committed; left out where it had none, or nobody knows. */
  dirty: v.exactOptional(flag),
  startedAt: instant,
  state: v.picklist(['complete', 'partial']),
  /** True where it was stopped, or an error ended it, before all was measured; left out where it was not. */
  interrupted: v.exactOptional(flag),
  file: v.nullable(text),
});

export const reportSchema = v.object({
  kind: v.literal('report'),
  schemaVersion: v.literal(REPORT_VERSION),
  tool: v.object({ name: text, version: text }),
  createdAt: instant,
  run: runReferenceSchema,
  /** Of a merged run: that of its first shard; see `shards`. */
  environment: environmentSchema,
  /** The runs that the judged run was merged from; left out where it was one run. */
  shards: v.exactOptional(v.array(mergedShardSchema)),
  /** Earlier runs, or the base variant of the same run. */
  baseline: v.object({
    /** Short name for people and labels: `main@1a2b3c4`, `semver@7.5.1`, `5 runs`. */
    name: text,
    /** How its commit was chosen, where the name alone would mislead: `the merge base; main is 12 commits ahead`. */
    note: v.exactOptional(text),
    runs: v.array(runReferenceSchema),
  }),
  method: methodSchema,
  minimumEffect: minimumEffectSchema,
  /** The verdicts that make the gate fail; left out by versions that did not say. */
  failOn: v.exactOptional(v.array(failOnSchema)),
  /** The worst verdict that counts: regressed before failed, missing, incomparable, inconclusive, accepted, then improved, unchanged, same-code. */
  verdict: verdictSchema,
  counts: v.record(verdictSchema, count),
  /** In the order of the run file; benchmarks only the baseline has come last. */
  comparisons: v.array(comparisonSchema),
  /** Of each benchmark and percentile that has one; left out where none has. */
  budgets: v.exactOptional(v.array(budgetFindingSchema)),
  warnings: v.array(warningSchema),
});

export type Severity = v.InferOutput<typeof severitySchema>;
export type PercentileComparison = DeepReadonly<v.InferOutput<typeof percentileComparisonSchema>>;
export type AllocationComparison = DeepReadonly<v.InferOutput<typeof allocationComparisonSchema>>;
export type ErrorComparison = DeepReadonly<v.InferOutput<typeof errorComparisonSchema>>;
export type Comparison = DeepReadonly<v.InferOutput<typeof comparisonSchema>>;
export type Method = DeepReadonly<v.InferOutput<typeof methodSchema>>;
export type RunReference = DeepReadonly<v.InferOutput<typeof runReferenceSchema>>;
export type Report = DeepReadonly<v.InferOutput<typeof reportSchema>>;
