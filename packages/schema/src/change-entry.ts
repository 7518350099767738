import * as v from 'valibot';
import type { DeepReadonly } from './deep-readonly.js';
import { estimateSchema } from './estimate.js';
import { LONGEST_ID } from './name-length.js';
import { percentileNameSchema } from './verdict-settings.js';

const idText = v.pipe(v.string(), v.minLength(1), v.maxLength(200));
const shortText = v.pipe(v.string(), v.maxLength(1_000));
/** Whole milliseconds since 1970, up to the last that a Date can hold. */
const instantMs = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(8.64e15));

/** What becomes of a change point. */
export const CHANGE_STATES = ['open', 'acknowledged', 'intended', 'fixed'] as const;
/** What kind of change it is: of the level at once or little by little, of the noise, of two levels, of the machine. */
export const CHANGE_KINDS = ['step', 'creep', 'noise', 'modes', 'machine'] as const;

/** A change point that analysis found, and what became of it. */
export const changeEntrySchema = v.object({
  /** Stays the same when the change is found again after more data. */
  id: idText,
  project: shortText,
  /** `*` where all benchmarks changed. */
  benchmark: v.pipe(v.string(), v.minLength(1), v.maxLength(LONGEST_ID)),
  environment: shortText,
  branch: v.nullable(shortText),
  /** Of the values that changed; left out of changes of all benchmarks. */
  unit: v.exactOptional(shortText),
  /** Which values of that unit are better. */
  better: v.exactOptional(v.picklist(['lower', 'higher'])),
  percentile: percentileNameSchema,
  kind: v.picklist(CHANGE_KINDS),
  /** Of the time: current / before - 1; positive is slower, or worse, also where higher values are better. */
  ratio: estimateSchema,
  /** The last run before the change, and the first after it. */
  afterRun: idText,
  atRun: idText,
  afterCommit: v.nullable(shortText),
  atCommit: v.nullable(shortText),
  firstSeenMs: instantMs,
  pValue: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
  state: v.picklist(CHANGE_STATES),
  note: v.nullable(v.pipe(v.string(), v.maxLength(10_000))),
  /** Measured in pairs: how, and how large the change was there. */
  confirmed: v.nullable(v.object({ by: shortText, change: estimateSchema })),
});

export type ChangeEntry = DeepReadonly<v.InferOutput<typeof changeEntrySchema>>;
