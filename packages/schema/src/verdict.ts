import * as v from 'valibot';

/** What can be found about a benchmark, from what matters most: the first of these stands for a whole report. */
export const VERDICTS = [
  'regressed',
  'failed',
  'missing',
  'incomparable',
  'inconclusive',
  'improved',
  'unchanged',
  'new',
] as const;

export const verdictSchema = v.picklist(VERDICTS);
export type Verdict = v.InferOutput<typeof verdictSchema>;
