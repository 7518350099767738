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

/** Returns whether a verdict asks nothing of anyone. */
export function isQuietVerdict(verdict: Verdict): boolean {
  return verdict === 'unchanged' || verdict === 'same-code' || verdict === 'new';
}
