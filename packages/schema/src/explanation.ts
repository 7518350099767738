import * as v from 'valibot';
import type { DeepReadonly } from './deep-readonly.js';
import { count, nonNegative, positiveCount, ratio, text } from './field.js';

const sidesSchema = v.object({ base: nonNegative, head: nonNegative });

const placeShape = {
  name: text,
  /** Relative to the project's root with forward slashes, or from `node_modules/` on; null for what is in no file. */
  file: v.nullable(text),
  /** In head, or in base where head has it no more. */
  line: v.nullable(positiveCount),
};

/** A function that takes longer in head, per call of the benchmark. */
const slowerFunctionSchema = v.object({
  ...placeShape,
  /** Whether head changes its text. */
  change: v.picklist(['changed', 'unchanged', 'new', 'gone']),
  /** Its time with that of unchanged functions that it calls, in nanoseconds. */
  ns: sidesSchema,
  /** The time in its own text alone. */
  ownNs: sidesSchema,
  /** The least and the most by which head took longer, over the repetitions. */
  growthNs: v.object({ least: ratio, most: ratio }),
  /** In how many repetitions head took longer. */
  slowerCount: count,
  /** What it and unchanged functions that it calls allocate; left out where that was not sampled. */
  bytes: v.exactOptional(sidesSchema),
  /** Time of garbage collection that what it allocates more stands for. */
  garbageNs: nonNegative,
  /** The unchanged function below it that takes most of what it takes longer. */
  mostlyIn: v.exactOptional(v.object(placeShape)),
});

/** Code that V8 compiled, and gave up again in head only. */
const deoptimisationSchema = v.object({
  ...placeShape,
  /** As V8 names it: `wrong map`. */
  reason: text,
  /** How often, in all repetitions, and how often of that after the warm-up. */
  count: positiveCount,
  afterWarmUp: count,
});

/** Why a benchmark got slower, from profiles that were taken after the last round. */
export const explanationSchema = v.object({
  /** Plain sentences: what takes longer and how sure that is, or why that cannot be told. */
  summary: text,
  /** How many profiles of each side. */
  repetitions: count,
  /** All of a call, as it was profiled. */
  ns: sidesSchema,
  garbageNs: sidesSchema,
  /** Those that grew most first; none where profiles cannot tell. */
  functions: v.array(slowerFunctionSchema),
  deoptimisations: v.array(deoptimisationSchema),
  /** The differential flame graph and the profiles, relative to the run file; left out where they could not be written. */
  flameGraph: v.exactOptional(text),
  profiles: v.exactOptional(v.array(text)),
});

export type Explanation = DeepReadonly<v.InferOutput<typeof explanationSchema>>;
export type SlowerFunction = Explanation['functions'][number];
