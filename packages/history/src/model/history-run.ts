import { type DeepReadonly, estimateSchema, verdictSchema } from '@perf-suite/schema';
import * as v from 'valibot';
import { idText, instantMs, nameText, nonNegative, positive, shortText } from './field.js';

/** What a report says of one benchmark; `change` is current / baseline - 1, positive is slower. */
export const pointVerdictSchema = v.object({
  verdict: verdictSchema,
  severity: v.nullable(v.picklist(['warning', 'critical'])),
  change: v.object({ p50: v.nullable(estimateSchema), p95: v.nullable(estimateSchema) }),
});

/** One benchmark in one run. */
export const historyPointSchema = v.object({
  /** Stable over runs: `<file>#<group> > <name>`, or the name that another tool gave it. */
  benchmark: nameText,
  /** Of all numbers below: `ns` for times (per iteration); others for imports: `ops/s`, `bytes`, ... */
  unit: shortText,
  better: v.picklist(['lower', 'higher']),
  /** Over all samples of the head variant. 0 is possible (of bytes, or below the clock's step): it has no logarithm. */
  p50: nonNegative,
  /** Null where there are too few samples, or the other tool gave none. */
  p95: v.nullable(nonNegative),
  /** By round, in the order measured; empty where only a summary is known. */
  roundP50: v.array(nonNegative),
  /** By round, as many as `roundP50`; empty where rounds have too few samples for it. */
  roundP95: v.array(nonNegative),
  /** Standard deviation or half interval that an imported summary gave, in `unit`; else null. */
  spread: v.nullable(nonNegative),
  /** From the newest report on the run; null where there is none. */
  verdict: v.nullable(pointVerdictSchema),
  /** Of the machine that measured it, where that is another than the run's: a shard of a merged run. */
  fingerprint: v.exactOptional(shortText),
});

/** One run as history keeps it. */
export const historyRunSchema = v.object({
  /** perf-suite's run id, or a hash of the imported content. */
  id: idText,
  /** `default` unless given. */
  project: v.pipe(shortText, v.minLength(1)),
  /** What measured it: `perf-suite`, `vitest`, `github-action-benchmark`, ... */
  source: v.pipe(shortText, v.minLength(1)),
  tool: v.object({ name: shortText, version: shortText }),
  startedAtMs: instantMs,
  finishedAtMs: instantMs,
  commit: v.nullable(shortText),
  /** Null where HEAD was detached, or nobody knows. */
  branch: v.nullable(shortText),
  /** True where the code had changes that were not committed. */
  dirty: v.boolean(),
  /** Name of the environment: `--env`, `local`, or the CI system's name. */
  environment: shortText,
  /** Hash of what must be equal for two runs to be comparable. */
  fingerprint: shortText,
  machine: v.object({
    cpuModel: v.nullable(shortText),
    /** Cores that the process could use. */
    cores: v.nullable(positive),
    /** `linux 6.1.0 x64` */
    os: v.nullable(shortText),
    node: v.nullable(shortText),
  }),
  /** `partial`: interrupted, or a benchmark failed. */
  state: v.picklist(['complete', 'partial']),
  /** `rounds`: percentiles by round; `summary`: one number for the whole run, which supports less. */
  evidence: v.picklist(['rounds', 'summary']),
  /** What a paired run or its report compared with: `main@1a2b3c4`. */
  baseline: v.nullable(shortText),
  points: v.array(historyPointSchema),
});

/** The verdicts of a report, which may come before or after its run. */
export const runVerdictsSchema = v.object({
  run: idText,
  createdAtMs: instantMs,
  /** What the report compared with: `main@1a2b3c4`, `5 runs`. */
  baseline: shortText,
  verdicts: v.array(v.object({ benchmark: nameText, ...pointVerdictSchema.entries })),
});

export type PointVerdict = DeepReadonly<v.InferOutput<typeof pointVerdictSchema>>;
export type HistoryPoint = DeepReadonly<v.InferOutput<typeof historyPointSchema>>;
export type RunVerdicts = DeepReadonly<v.InferOutput<typeof runVerdictsSchema>>;
export type HistoryRun = DeepReadonly<v.InferOutput<typeof historyRunSchema>>;

/** A run without its points. */
export interface RunSummary extends Omit<HistoryRun, 'points'> {
  readonly pointCount: number;
}
