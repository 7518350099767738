import type { Estimate } from '@perf-suite/schema';
import { CONFIDENCE } from './judge-options.js';

export interface Evidence {
  /** Positive is worse: ln(current / baseline) of times, current - baseline of what can be 0. */
  readonly change: Estimate | null;
  /** The smallest change that counts, in the same unit. */
  readonly smallest: number;
  /** Adjusted p-values for "worse" and for "better". */
  readonly worseP: number;
  readonly betterP: number;
  readonly alpha: number;
}

/**
 * Returns what the evidence allows to say. A change needs a small p-value and a point past the
 * smallest that counts; `unchanged` needs the whole interval on this side of it; what has neither is
 * `inconclusive`. Exchanging baseline and current mirrors the verdict.
 */
export function verdictOf({
  change,
  smallest,
  worseP,
  betterP,
  alpha,
}: Evidence): 'regressed' | 'improved' | 'unchanged' | 'inconclusive' {
  if (change === null) return 'inconclusive';
  if (worseP <= alpha && change.point >= smallest) return 'regressed';
  if (betterP <= alpha && change.point <= -smallest) return 'improved';
  const inside = change.lower > -smallest && change.upper < smallest;
  return inside && change.confidence >= CONFIDENCE ? 'unchanged' : 'inconclusive';
}
