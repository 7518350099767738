import * as v from 'valibot';
import type { DeepReadonly } from './deep-readonly.js';
import { environmentSchema } from './environment.js';
import { instant, nameText, positiveCount, text } from './field.js';

/**
 * More shards than these could find nothing: each may spend one part of the error, and no pattern of signs among the
 * 4,096 that are tried is rarer than that.
 */
export const MOST_SHARDS = 40;

/** The part of a plan that one run measured, and the whole plan, so that the parts can be put together again. */
export const shardSchema = v.object({
  /** From 1. */
  index: positiveCount,
  of: positiveCount,
  /** All benchmark files with the shard that each went to; files are never split. */
  plan: v.array(v.object({ file: text, shard: positiveCount, benchmarks: v.array(nameText) })),
});

/** One of the runs that were merged into a run. */
export const mergedShardSchema = v.object({
  index: positiveCount,
  run: text,
  startedAt: instant,
  finishedAt: instant,
  /** The machine that measured its benchmarks. */
  environment: environmentSchema,
});

export type Shard = DeepReadonly<v.InferOutput<typeof shardSchema>>;
export type MergedShard = DeepReadonly<v.InferOutput<typeof mergedShardSchema>>;
