import * as v from 'valibot';

/** What can be found about a benchmark, from what matters most: the first of these stands for a whole report. */
export const VERDICTS = [
  'regressed',
  'failed',
  'missing',
  'incomparable',
  'inconclusive',
  'accepted',
  'improved',
  'unchanged',
  'same-code',
  'new',
] as const;

export const verdictSchema = v.picklist(VERDICTS);
export type Verdict = v.InferOutput<typeof verdictSchema>;

/** Returns a verdict in words: what was not measured because both sides run the same code is unchanged, too. */
export function verdictWords(verdict: Verdict): string {
  return verdict === 'same-code' ? 'unchanged (same code)' : verdict;
}

const IS_QUIET: Readonly<Record<Verdict, boolean>> = {
  regressed: false,
  failed: false,
  missing: false,
  incomparable: false,
  inconclusive: false,
  accepted: false,
  improved: false,
  unchanged: true,
  'same-code': true,
  new: true,
};

/** Returns whether a verdict asks nothing of anyone. */
export function isQuietVerdict(verdict: Verdict): boolean {
  return IS_QUIET[verdict];
}
