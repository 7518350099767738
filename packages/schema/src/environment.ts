import * as v from 'valibot';
import type { DeepReadonly } from './deep-readonly.js';
import { count, flag, nonNegative, positiveCount, text } from './field.js';

/** The machine and runtime a run was measured on. Values that cannot be read here are null. */
export const environmentSchema = v.object({
  /** Name given by the user (`--env`), else `local` or the CI system's name. */
  name: text,
  /** Hash of what decides comparability; see `fingerprintOf`. */
  fingerprint: text,
  cpu: v.object({
    model: text,
    logicalCores: positiveCount,
    /** Cores this process may use: container quota and affinity applied. */
    availableCores: v.pipe(nonNegative, v.gtValue(0)),
    governor: v.nullable(text),
    turbo: v.nullable(flag),
  }),
  memory: v.object({ totalBytes: count, limitBytes: v.nullable(count) }),
  os: v.object({ platform: text, release: text, arch: text }),
  container: v.nullable(text),
  ci: v.nullable(text),
  /** One-minute load average when the run started. */
  loadAtStart: nonNegative,
  runtime: v.object({ node: text, v8: text, flags: v.array(text) }),
});

export type Environment = DeepReadonly<v.InferOutput<typeof environmentSchema>>;

export const gitStateSchema = v.object({
  commit: text,
  /** Null when HEAD is detached. */
  branch: v.nullable(text),
  dirty: flag,
});

export type GitState = DeepReadonly<v.InferOutput<typeof gitStateSchema>>;
