import type { Estimate, Verdict } from '@perf-suite/schema';
import { CONFIDENCE } from './judge-options.js';

export interface Evidence {
  /** ln(current / baseline). */
  readonly log: Estimate | null;
  /** Smallest change that counts, as a ratio. */
  readonly minimumEffect: number;
  /** Adjusted p-values for "slower" and for "faster". */
  readonly slowerP: number;
  readonly fasterP: number;
  readonly alpha: number;
}

/**
 * Returns what the evidence allows to say. A change needs a small p-value and a point past the
 * minimum effect; `unchanged` needs the whole interval on this side of it; what has neither is
 * `inconclusive`. Exchanging baseline and current mirrors the verdict, as bounds are on the log scale.
 */
export function verdictOf({ log, minimumEffect, slowerP, fasterP, alpha }: Evidence): Verdict {
  if (log === null) return 'inconclusive';
  const bound = Math.log1p(minimumEffect);
  if (slowerP <= alpha && log.point >= bound) return 'regressed';
  if (fasterP <= alpha && log.point <= -bound) return 'improved';
  const inside = log.lower > -bound && log.upper < bound;
  return inside && log.confidence >= CONFIDENCE ? 'unchanged' : 'inconclusive';
}
