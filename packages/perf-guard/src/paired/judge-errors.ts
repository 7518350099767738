import type { ErrorComparison } from '@perf-suite/schema';
import { summedCounts, verdictByCounts } from '../request-counts.js';
import type { PairDecision } from './decide-pairs.js';
import type { JudgeablePairs } from './rounds-seen.js';

/** Returns how many of a service's requests fail in base and in head; null where none are sent. */
export function errorsInPairs(
  { errors, minimumErrorEffect: minimumEffect }: JudgeablePairs,
  { quantities }: PairDecision,
): ErrorComparison | null {
  const decision = quantities.errors;
  if (errors === null || decision === null) return null;
  const counts = { baseline: summedCounts(errors.base), current: summedCounts(errors.head) };
  return {
    verdict: verdictByCounts(decision.verdict, { ...counts, minimumEffect }),
    ...counts,
    change: decision.change,
    pValue: decision.pValue,
    minimumEffect,
    replicates: decision.roundCount,
  };
}
