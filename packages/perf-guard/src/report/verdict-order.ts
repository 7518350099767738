import { VERDICTS, type Verdict } from '@perf-suite/schema';

/** Returns the verdict that stands for all of them; `incomparable` for none, as nothing was compared. */
export function worstVerdict(verdicts: readonly Verdict[]): Verdict {
  return VERDICTS.find((verdict) => verdicts.includes(verdict)) ?? 'incomparable';
}

/** Returns how often each verdict was reached, with those that never were. */
export function countsOf(verdicts: readonly Verdict[]): Record<Verdict, number> {
  return Object.fromEntries(
    VERDICTS.map((verdict) => [verdict, verdicts.filter((found) => found === verdict).length]),
  ) as Record<Verdict, number>;
}
