import * as v from 'valibot';
import type { DeepReadonly } from './deep-readonly.js';
import { finite } from './field.js';

/** A point with its interval: lower <= point <= upper at the confidence level (0.95 = 95 %). */
export const estimateSchema = v.object({
  point: finite,
  lower: finite,
  upper: finite,
  confidence: v.pipe(finite, v.gtValue(0), v.ltValue(1)),
});

export type Estimate = DeepReadonly<v.InferOutput<typeof estimateSchema>>;
