import { type DeepReadonly, estimateSchema } from '@perf-suite/schema';
import * as v from 'valibot';
import { idText, instantMs, nameText, shortText } from './field.js';

/** A change point that analysis found, and what became of it. */
export const changeEntrySchema = v.object({
  /** Stays the same when the change is found again after more data. */
  id: idText,
  project: shortText,
  benchmark: nameText,
  environment: shortText,
  branch: v.nullable(shortText),
  percentile: v.picklist(['p50', 'p95']),
  kind: v.picklist(['step', 'creep', 'noise', 'modes', 'machine']),
  /** current / before - 1; positive is slower. */
  ratio: estimateSchema,
  /** The last run before the change, and the first after it. */
  afterRun: idText,
  atRun: idText,
  afterCommit: v.nullable(shortText),
  atCommit: v.nullable(shortText),
  firstSeenMs: instantMs,
  pValue: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
  state: v.picklist(['open', 'acknowledged', 'intended', 'fixed']),
  note: v.nullable(v.pipe(v.string(), v.maxLength(10_000))),
  /** Measured in pairs: how, and how large the change was there. */
  confirmed: v.nullable(v.object({ by: shortText, change: estimateSchema })),
  notifiedAtMs: v.nullable(instantMs),
});

export type ChangeEntry = DeepReadonly<v.InferOutput<typeof changeEntrySchema>>;
