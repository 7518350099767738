import * as v from 'valibot';
import type { DeepReadonly } from './deep-readonly.js';
import { text } from './field.js';

/**
 * A doubt that travels with the data: what was seen and what to do about it.
 * `code` is stable (`sample-cap`, `eliminated`, `bimodal`, `drift`, `noisy-neighbour`, ...).
 */
export const warningSchema = v.object({
  code: text,
  message: text,
  hint: v.exactOptional(text),
});

/** Warnings that head asks less of its benchmarks than base does: people are to see them before they merge. */
const LOOSENING_CODES = ['effect-raised', 'gate-loosened', 'budget-raised'] as const;

export type LooseningCode = (typeof LOOSENING_CODES)[number];

/** Returns whether a warning says that head asks less of its benchmarks than base does. */
export function isLoosening({ code }: Pick<Warning, 'code'>): boolean {
  return (LOOSENING_CODES as readonly string[]).includes(code);
}

/** Warnings that something which should gate cannot, or is not certain. They are shown whatever the verdict. */
const NOT_JUDGED_CODES = ['insufficient-samples', 'allocation-not-measured', 'errors-uncertain'] as const;

/** Returns whether a warning says that something which should gate cannot, or is not certain. */
export function isNotJudged({ code }: Pick<Warning, 'code'>): boolean {
  return (NOT_JUDGED_CODES as readonly string[]).includes(code);
}

export type Warning = DeepReadonly<v.InferOutput<typeof warningSchema>>;
