import * as v from 'valibot';
import type { DeepReadonly } from './deep-readonly.js';
import { nonNegative, positiveCount, text } from './field.js';

/** How `perf-suite load` sent its requests: loads are comparable where this is the same. */
export const sentLoadSchema = v.object({
  model: v.variant('kind', [
    v.object({
      kind: v.literal('open'),
      ratePerSecond: v.pipe(nonNegative, v.gtValue(0)),
      /** Even where it is left out. */
      arrivals: v.exactOptional(v.picklist(['even', 'random'])),
    }),
    v.object({ kind: v.literal('closed'), concurrency: positiveCount }),
  ]),
  http: v.picklist(['http/1.1', 'h2']),
  /** SHA-256, in hexadecimal, of what is asked and how often. */
  scenario: text,
});

export type SentLoad = DeepReadonly<v.InferOutput<typeof sentLoadSchema>>;
