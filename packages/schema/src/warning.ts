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

export type Warning = DeepReadonly<v.InferOutput<typeof warningSchema>>;
