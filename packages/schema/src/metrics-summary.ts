import * as v from 'valibot';
import type { DeepReadonly } from './deep-readonly.js';
import { count, finite, flag, instant, nameText, nonNegative, positiveCount, text } from './field.js';
import { severitySchema } from './report.js';
import { verdictSchema } from './verdict.js';

export const SUMMARY_VERSION = 1;

/** One benchmark on one machine, of one branch. */
const subject = { benchmark: nameText, environment: text, branch: text };

const speedupSchema = v.object({
  /** Baseline time / current time, at p50: below 1 is slower. */
  point: nonNegative,
  lower: nonNegative,
  upper: nonNegative,
  baseline: text,
});

/** What `GET /api/metrics/summary` of `perf-exporter serve` answers: the state of all at a glance. Times are in UTC. */
export const metricsSummarySchema = v.object({
  kind: v.literal('metrics-summary'),
  schemaVersion: v.literal(SUMMARY_VERSION),
  createdAt: instant,
  versions: v.object({ exporter: text, node: text }),
  defaultBranch: text,
  /** Benchmarks of the default branch by their latest verdict; none of those that have none. */
  verdicts: v.record(verdictSchema, count),
  /** Of all branches, those of the default one first. */
  openRegressions: v.array(
    v.object({
      ...subject,
      severity: severitySchema,
      /** Start of the run that found it. */
      since: instant,
      commit: v.nullable(text),
      baseline: text,
    }),
  ),
  /** The smallest speedup of the default branch; null where nothing was compared. */
  worstSpeedup: v.nullable(v.object({ ...subject, ...speedupSchema.entries })),
  /** Of any branch; null without a run. */
  newestRun: v.nullable(v.object({ environment: text, branch: text, endedAt: instant, ageSeconds: finite })),
  environments: v.array(
    v.object({
      name: text,
      cpu: text,
      cores: positiveCount,
      /** One-minute load average when its latest run started. */
      load: nonNegative,
      /** Of the default branch; null without such a run. */
      lastDurationSeconds: v.nullable(nonNegative),
      lastRunEndedAt: v.nullable(instant),
    }),
  ),
  pipelines: v.array(
    v.object({
      pipeline: text,
      branch: text,
      trigger: text,
      passed: flag,
      /** Null where it never passed. */
      lastSuccessAt: v.nullable(instant),
      passCount: count,
      failCount: count,
    }),
  ),
  /** Judged benchmarks of the default branch, the slowest against its baseline first; 100 at most. */
  benchmarks: v.array(
    v.object({
      ...subject,
      verdict: verdictSchema,
      speedup: v.nullable(speedupSchema),
      /** At p50, of up to 20 judged runs, oldest first; null where one compared nothing. */
      recentSpeedups: v.array(v.nullable(nonNegative)),
    }),
  ),
  files: v.object({ readCount: count, skipped: v.record(v.string(), count) }),
});

export type MetricsSummary = DeepReadonly<v.InferOutput<typeof metricsSummarySchema>>;
