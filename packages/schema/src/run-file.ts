import * as v from 'valibot';
import { acceptanceSchema } from './acceptance.js';
import { baseSourceSchema } from './base-source.js';
import { budgetSchema } from './budget.js';
import type { DeepReadonly } from './deep-readonly.js';
import { environmentSchema, gitStateSchema } from './environment.js';
import { explanationSchema } from './explanation.js';
import { count, flag, instant, nameText, nonNegative, positiveCount, text } from './field.js';
import { runMetricSchema } from './metric-values.js';
import { checkOrder } from './packed-order.js';
import { checkDurations, packedSamplesSchema } from './packed-samples.js';
import { requestsByVariantSchema } from './round-requests.js';
import { sentLoadSchema } from './sent-load.js';
import { mergedShardSchema, shardSchema } from './shard.js';
import {
  effectSchema,
  errorEffectSchema,
  failOnSchema,
  minimumEffectSchema,
  percentileNameSchema,
} from './verdict-settings.js';
import { warningSchema } from './warning.js';

export const RUN_FILE_VERSION = 1;

/** Why a benchmark, or one round of it, gave no samples. */
export const failureSchema = v.object({
  reason: v.picklist([
    'load',
    'setup',
    'threw',
    'rejected',
    'timeout',
    'exited',
    'out-of-memory',
    'killed',
    'crashed',
    'no-samples',
  ]),
  round: count,
  message: text,
  stack: v.exactOptional(text),
  /** What to do about it, where that is more than its reason tells. */
  hint: v.exactOptional(text),
});

/** What the process of one benchmark used while it was measured in one round. */
export const benchmarkMemorySchema = v.object({
  gcCount: count,
  gcMs: nonNegative,
  heapUsedBeforeBytes: count,
  heapUsedAfterBytes: count,
  // Versions that did not look left these out.
  /** Wall time of the loop that measured, which the time of garbage collection is part of. */
  measuredMs: v.exactOptional(nonNegative),
  /** CPU time of the process meanwhile, over all its threads. */
  cpuMs: v.exactOptional(nonNegative),
  /** Most resident memory of the process that was seen meanwhile. */
  rssPeakBytes: v.exactOptional(count),
});

/** What a call allocates, by one round; or why nobody knows. */
const allocationSchema = v.union([
  v.object({
    /** Bytes a call on the heap of JavaScript. */
    heapBytes: nonNegative,
    /** Bytes a call outside of it: the contents of array buffers, typed arrays and Buffers. */
    externalBytes: nonNegative,
  }),
  v.object({ notMeasured: text }),
]);

/** By variant: head alone, or base and head. A variant is left out where nobody looked. */
export const allocationsSchema = v.object({
  base: v.exactOptional(allocationSchema),
  head: v.exactOptional(allocationSchema),
});

/** What one execution of a command used, the mean over a round. What the system does not tell is left out. */
const executionUsageSchema = v.object({
  /** CPU time in the program's own code, of the command and of what it started and waited for. */
  userMs: v.exactOptional(nonNegative),
  /** CPU time in the system on its behalf. */
  systemMs: v.exactOptional(nonNegative),
  /** Most resident memory of one of its processes, seen in an execution that was not timed. */
  rssPeakBytes: v.exactOptional(count),
});

/** By variant: head alone, or base and head. */
export const executionUsagesSchema = v.object({
  base: v.exactOptional(executionUsageSchema),
  head: v.exactOptional(executionUsageSchema),
});

/** What a benchmark is where it is no function. */
export const benchmarkKindSchema = v.picklist(['command', 'service']);

/** Reads all once at the boundary, so that code behind it may rely on samples that can be read. */
const readableSamplesSchema = v.pipe(
  packedSamplesSchema,
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const packed = dataset.value;
    const reason = reasonNotReadable(() => checkDurations(packed));
    if (reason !== null) addIssue({ expected: `${packed.count} packed durations`, received: reason });
  }),
);

/** Both sides of a paired round: `base[i]` and `head[i]` were measured right after each other. */
const pairedSamplesSchema = v.pipe(
  v.object({
    base: readableSamplesSchema,
    head: readableSamplesSchema,
    /** Which ran first in each pair; see `unpackOrder`. */
    order: text,
  }),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const { base, head, order } = dataset.value;
    if (base.count !== head.count) {
      addIssue({ expected: `as many head as base samples (${base.count})`, received: `${head.count}` });
      return;
    }
    const reason = reasonNotReadable(() => checkOrder(order, base.count));
    if (reason !== null) addIssue({ expected: `the order of ${base.count} pairs`, received: reason });
  }),
);

/** Returns why packed data cannot be read, or null when it can. */
function reasonNotReadable(check: () => void): string | null {
  try {
    check();
    return null;
  } catch (cause) {
    return `data that does not unpack (${cause instanceof Error ? cause.message : String(cause)})`;
  }
}

const benchmarkRoundShape = {
  /** Index into the run's `rounds`. */
  round: count,
  /** How many samples (pairs) were measured; more than are kept when the cap bit. */
  measuredCount: count,
  memory: v.nullable(benchmarkMemorySchema),
  /** Left out by versions that did not look, and where a round was ended before. */
  allocation: v.exactOptional(allocationsSchema),
  /** Only of a command. */
  executionUsage: v.exactOptional(executionUsagesSchema),
  /** Only of load on a service: its samples are latencies of the good answers and of the requests that timed out. */
  requests: v.exactOptional(requestsByVariantSchema),
  /** How far the machine's speed moved around this measurement, as a ratio (0.1 = 10 %); null when not watched. */
  noiseRatio: v.nullable(nonNegative),
};

const singleRoundSchema = v.object({ ...benchmarkRoundShape, samples: readableSamplesSchema });
const pairedRoundSchema = v.object({ ...benchmarkRoundShape, pairs: pairedSamplesSchema });

const benchmarkShape = {
  /** Stable over runs: `<file>#<group> > <name>`, the file relative to the project's root with forward slashes. */
  id: nameText,
  file: text,
  /** Names of the enclosing groups, outermost first. */
  group: v.array(nameText),
  name: nameText,
  /**
   * Left out for a function. An iteration of a command is one execution, from its start to its exit; of a service, one
   * request of the benchmark's name, from when it was to be sent to the end of its answer.
   */
  kind: v.exactOptional(benchmarkKindSchema),
  unit: v.literal('ns'),
  better: v.literal('lower'),
  async: flag,
  /** Iterations timed together; a sample is a batch's duration divided by this. */
  batchSize: positiveCount,
  /** The smallest change worth acting on for this benchmark, as a ratio; null means the suite's default. */
  minimumEffect: v.nullable(effectSchema),
  /** The longest that an iteration may take, in nanoseconds; left out without a budget. */
  budgetNs: v.exactOptional(budgetSchema),
  failure: v.nullable(failureSchema),
  warnings: v.array(warningSchema),
  /** In a merged run: the shard that measured it. */
  shard: v.exactOptional(positiveCount),
};

const singleBenchmarkSchema = v.object({ ...benchmarkShape, rounds: v.array(singleRoundSchema) });
const pairedBenchmarkSchema = v.object({
  ...benchmarkShape,
  rounds: v.array(pairedRoundSchema),
  /** The only variant that has it, which leaves nothing to compare; null or left out: both have it. */
  onlyIn: v.exactOptional(v.nullable(v.picklist(['base', 'head']))),
  /** Each side was measured in a process of its own, as one process cannot hold both; left out as the settings say. */
  isolation: v.exactOptional(v.literal('process')),
  /** The variant that has it but could not load it, which leaves nothing to compare, and why. */
  notLoaded: v.exactOptional(v.nullable(v.object({ variant: v.picklist(['base', 'head']), reason: text }))),
  /** Why it was not measured: the evidence that both sides run the same code; left out where it was measured. */
  sameCode: v.exactOptional(text),
  /** Why it got slower; only of what did, where that was looked for. */
  explanation: v.exactOptional(explanationSchema),
});

/** One fresh process: it measured one file's benchmarks once. */
const workerRecordSchema = v.object({
  file: text,
  startedAt: instant,
  durationMs: nonNegative,
  /** The core it was pinned to; null when it was not. */
  core: v.nullable(count),
  cpuUserMs: nonNegative,
  cpuSystemMs: nonNegative,
  rssStartBytes: count,
  rssPeakBytes: count,
  rssEndBytes: count,
  /** True when this process replaced one that was killed from outside. */
  repeated: flag,
});

const roundSchema = v.object({
  /** Seed of this round's shuffle and coins. */
  seed: count,
  /** Which variant was imported first; null in a run of one variant. */
  firstVariant: v.nullable(v.picklist(['base', 'head'])),
  /** Ids of the benchmarks in the order they were measured. */
  order: v.array(text),
  workers: v.array(workerRecordSchema),
});

/** How the code changed while a run measured it: what was measured may be of two versions. */
const codeChangeSchema = v.object({
  /** HEAD at the end where it moved; null where it did not. */
  commit: v.nullable(text),
  /** None where only HEAD moved: then the code that was measured is one. */
  fileCount: count,
  /** The first of them, relative to the project's root with forward slashes. */
  files: v.array(text),
});

const runShape = {
  kind: v.literal('run'),
  schemaVersion: v.literal(RUN_FILE_VERSION),
  id: text,
  tool: v.object({ name: text, version: text }),
  startedAt: instant,
  finishedAt: instant,
  /** `partial`: interrupted, or a benchmark failed; what was measured is here. */
  state: v.picklist(['complete', 'partial']),
  /** True where it was stopped, or an error ended it, before all was measured; left out where it was not. */
  interrupted: v.exactOptional(flag),
  commandLine: v.array(text),
  seed: count,
  settings: v.object({
    rounds: v.union([positiveCount, v.literal('auto')]),
    /** Measuring time for each benchmark and round, in milliseconds. */
    timeMs: v.pipe(nonNegative, v.gtValue(0)),
    /** Least warm-up of each benchmark and round, in milliseconds. Versions without the setting took 150. */
    warmupMs: v.exactOptional(nonNegative),
    /** Only of `perf-suite load`. Versions that did not say left it out. */
    load: v.exactOptional(sentLoadSchema),
    sampleCap: positiveCount,
    isolation: v.picklist(['file', 'task', 'process']),
    /** How many processes measured at the same time. Versions without the setting had one. */
    parallel: v.exactOptional(positiveCount),
    // What decides verdicts. Versions that did not say left it out.
    /** The percentiles that decide; p50 alone where they are left out. */
    percentiles: v.exactOptional(v.pipe(v.array(percentileNameSchema), v.minLength(1))),
    /** The smallest changes worth acting on; a benchmark's own wins. */
    minimumEffect: v.exactOptional(minimumEffectSchema),
    /** The smallest change of the bytes that a call allocates worth acting on. */
    minimumAllocationEffect: v.exactOptional(effectSchema),
    /** The smallest change of the share of failed requests worth acting on; 0.005 is half a percentage point. */
    minimumErrorEffect: v.exactOptional(errorEffectSchema),
    /** The verdicts that make the gate fail. */
    failOn: v.exactOptional(v.array(failOnSchema)),
    /** The slowdowns that are wanted; left out where there are none. */
    accepted: v.exactOptional(v.array(acceptanceSchema)),
    /** The benchmark files asked for: names and globs, relative to the project's root with forward slashes. */
    files: v.exactOptional(v.array(text)),
    /** A regular expression: only benchmarks whose id it matches were asked for; null for all. */
    filter: v.exactOptional(v.nullable(text)),
  }),
  environment: environmentSchema,
  git: v.nullable(gitStateSchema),
  rounds: v.array(roundSchema),
  warnings: v.array(warningSchema),
  /** Left out where the code stayed as it was from the first look at it to the end of the last round. */
  codeChange: v.exactOptional(codeChangeSchema),
  /** Which part of a plan this run measured; left out where it measured all of it. */
  shard: v.exactOptional(shardSchema),
  /** The runs of one plan that were merged into this one, by index; left out where it was one run. */
  shards: v.exactOptional(v.pipe(v.array(mergedShardSchema), v.minLength(1))),
  /** Metrics of the user's own that benchmarks set; left out where none did. */
  metrics: v.exactOptional(v.array(runMetricSchema)),
};

const singleRunSchema = v.object({
  ...runShape,
  mode: v.literal('single'),
  benchmarks: v.array(singleBenchmarkSchema),
});

const pairedRunSchema = v.object({
  ...runShape,
  mode: v.literal('paired'),
  base: baseSourceSchema,
  benchmarks: v.array(pairedBenchmarkSchema),
});

export const runFileSchema = v.variant('mode', [singleRunSchema, pairedRunSchema]);

/** Returns whether a run ended before all was measured. Versions without the field left only the state. */
export function wasInterrupted(run: RunFile): boolean {
  return (
    run.interrupted ?? (run.state === 'partial' && run.benchmarks.every(({ failure }) => failure === null))
  );
}

export type Failure = DeepReadonly<v.InferOutput<typeof failureSchema>>;
export type BenchmarkMemory = DeepReadonly<v.InferOutput<typeof benchmarkMemorySchema>>;
export type Allocation = DeepReadonly<v.InferOutput<typeof allocationSchema>>;
export type ExecutionUsage = DeepReadonly<v.InferOutput<typeof executionUsageSchema>>;
export type BenchmarkKind = v.InferOutput<typeof benchmarkKindSchema>;
export type SingleRound = DeepReadonly<v.InferOutput<typeof singleRoundSchema>>;
export type PairedRound = DeepReadonly<v.InferOutput<typeof pairedRoundSchema>>;
export type SingleBenchmark = DeepReadonly<v.InferOutput<typeof singleBenchmarkSchema>>;
export type PairedBenchmark = DeepReadonly<v.InferOutput<typeof pairedBenchmarkSchema>>;
export type CodeChange = DeepReadonly<v.InferOutput<typeof codeChangeSchema>>;
export type WorkerRecord = DeepReadonly<v.InferOutput<typeof workerRecordSchema>>;
export type RoundRecord = DeepReadonly<v.InferOutput<typeof roundSchema>>;
export type SingleRun = DeepReadonly<v.InferOutput<typeof singleRunSchema>>;
export type PairedRun = DeepReadonly<v.InferOutput<typeof pairedRunSchema>>;
export type RunFile = SingleRun | PairedRun;
