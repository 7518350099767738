import * as v from 'valibot';
import { nameText, text } from './field.js';
import { effectSchema } from './verdict-settings.js';

/** A day, in UTC: `2026-12-31`. */
export const daySchema = v.pipe(v.string(), v.isoDate('a day such as 2026-12-31'));

/** A slowdown that somebody wants, and says why. */
export const acceptanceSchema = v.object({
  /** The benchmark's id, as in a run file. */
  benchmark: nameText,
  /** Empty where none was given: then it accepts nothing. */
  reason: text,
  /** The last day on which it counts; left out where it counts for the commits of one branch. */
  until: v.exactOptional(daySchema),
  /** It counts for changes up to this one, as a ratio; left out for any. */
  upTo: v.exactOptional(effectSchema),
  /** Where it stands: `perf-accepted.json`, `commit 1a2b3c4`. */
  source: text,
});

/** Characters that a reason may have: it is shown wherever the verdict is. */
export const LONGEST_REASON = 500;

/** Whatever is no space, and no character that is not drawn: control and format characters, fillers, an empty Braille cell. */
const DRAWN = /[^\p{Cc}\p{Cf}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]/u;

/** Returns whether nobody sees anything of a text: as a reason, it says nothing. */
export function isBlank(text: string): boolean {
  return !DRAWN.test(text);
}

/** Beside the package.json of a project, so that reviewers see it. */
export const ACCEPTED_FILE = 'perf-accepted.json';

const acceptedEntrySchema = v.object({
  benchmark: nameText,
  reason: v.pipe(
    text,
    v.trim(),
    v.check((reason) => !isBlank(reason), 'a reason that can be seen'),
    // For the JSON Schema, which cannot say the check.
    v.nonEmpty(),
    v.maxLength(LONGEST_REASON),
  ),
  until: daySchema,
  upTo: v.exactOptional(effectSchema),
});
export type AcceptedEntry = Readonly<v.InferOutput<typeof acceptedEntrySchema>>;

/** The slowdowns that a project wants for a time, as its file holds them. */
export const acceptedFileSchema = v.object({
  /** What editors check the file by. */
  $schema: v.exactOptional(text),
  accepted: v.array(acceptedEntrySchema),
});

export interface AcceptedFile {
  readonly $schema?: string;
  readonly accepted: readonly AcceptedEntry[];
}

export type Acceptance = Readonly<v.InferOutput<typeof acceptanceSchema>>;
