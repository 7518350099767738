import * as v from 'valibot';
import type { DeepReadonly } from './deep-readonly.js';
import { estimateSchema } from './estimate.js';
import { count, flag, nameText, nonNegative, positiveCount, text } from './field.js';
import { percentileNameSchema } from './verdict-settings.js';

const allowedNs = v.pipe(nonNegative, v.gtValue(0));

/** The longest that an iteration of a benchmark may take, in nanoseconds, whatever base takes. */
export const budgetSchema = v.object({ p50: v.exactOptional(allowedNs), p95: v.exactOptional(allowedNs) });
export type Budget = DeepReadonly<v.InferOutput<typeof budgetSchema>>;

/** How a benchmark keeps to a budget: `open` where its interval holds the budget, or where there is none. */
export const BUDGET_STATES = ['over', 'open', 'within'] as const;

export const budgetFindingSchema = v.object({
  id: nameText,
  file: text,
  group: v.array(nameText),
  name: nameText,
  percentile: percentileNameSchema,
  budgetNs: allowedNs,
  state: v.picklist(BUDGET_STATES),
  /** Nanoseconds per iteration over the rounds; null where there is nothing to estimate from. */
  timeNs: v.nullable(estimateSchema),
  rounds: count,
  /** One plain sentence: what was found and how sure it is. */
  summary: text,
  /** True where it is open only because the same code runs on both sides, so that it was not measured. */
  sameCode: v.exactOptional(flag),
  /** As that of a comparison. */
  shard: v.exactOptional(positiveCount),
});
export type BudgetFinding = DeepReadonly<v.InferOutput<typeof budgetFindingSchema>>;

/** Returns whether a budget asks nothing of anyone. */
export function isQuietBudget({ state, sameCode }: BudgetFinding): boolean {
  return state === 'within' || sameCode === true;
}
