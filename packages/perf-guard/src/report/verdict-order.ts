import type { Verdict } from '@perf-suite/schema';

/** From the one that matters most: it stands for the whole. */
export const VERDICT_ORDER: readonly Verdict[] = [
  'regressed',
  'failed',
  'missing',
  'incomparable',
  'inconclusive',
  'improved',
  'unchanged',
  'new',
];

/** Returns the verdict that stands for all of them; `incomparable` for none, as nothing was compared. */
export function worstVerdict(verdicts: readonly Verdict[]): Verdict {
  return VERDICT_ORDER.find((verdict) => verdicts.includes(verdict)) ?? 'incomparable';
}

/** Returns how often each verdict was reached, with those that never were. */
export function countsOf(verdicts: readonly Verdict[]): Record<Verdict, number> {
  return Object.fromEntries(
    VERDICT_ORDER.map((verdict) => [verdict, verdicts.filter((found) => found === verdict).length]),
  ) as Record<Verdict, number>;
}
