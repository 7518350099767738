import type { ErrorComparison } from '@perf-suite/schema';
import { summedCounts } from '../request-counts.js';
import type { PairDecision } from './decide-pairs.js';
import type { ErrorRounds } from './error-rounds.js';
import type { JudgeablePairs } from './rounds-seen.js';

/** So many requests without a failure show that less than the share asked for fail: 1 - (1 - share)^n > 95 %. */
const REQUESTS_BY_SHARE = 3;

/** Returns how many of a service's requests fail in base and in head; null where none are sent. */
export function errorsInPairs(
  { errors, minimumErrorEffect }: JudgeablePairs,
  { quantities }: PairDecision,
): ErrorComparison | null {
  const decision = quantities.errors;
  if (errors === null || decision === null) return null;
  const { baseline, current } = countsOf(errors);
  const isFew = Math.min(baseline.total, current.total) < REQUESTS_BY_SHARE / minimumErrorEffect;
  return {
    verdict: decision.verdict === 'unchanged' && isFew ? 'inconclusive' : decision.verdict,
    baseline,
    current,
    change: decision.change,
    pValue: decision.pValue,
    minimumEffect: minimumErrorEffect,
    replicates: decision.roundCount,
  };
}

function countsOf({ base, head }: ErrorRounds): Pick<ErrorComparison, 'baseline' | 'current'> {
  return { baseline: summedCounts(base), current: summedCounts(head) };
}
