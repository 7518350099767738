import { ALPHA, CONFIDENCE } from '../judge-options.js';

/** A planned time to decide: after this many rounds, with this much of the error to spend. */
export interface InterimAnalysis {
  readonly rounds: number;
  readonly alpha: number;
  /** What the interval at this analysis holds by itself, so that the one reported in the end holds 95 %. */
  readonly confidence: number;
  /** True when no analysis follows: what is open now stays `inconclusive`. */
  readonly last: boolean;
}

/**
 * The analyses of `--rounds auto`: together they spend 1 %. The first that can find a change is as early as a test by
 * sign flips can be (2^-8 = 0.0039). The one before it spends no error, and only finds that there is no change: six is
 * the fewest values whose interval holds 95 %. See docs/decisions/010 for what other plans gave.
 */
export const AUTO_ANALYSES: readonly Omit<InterimAnalysis, 'last'>[] = [
  { rounds: 6, alpha: 0, confidence: 0.96 },
  { rounds: 8, alpha: 0.004, confidence: 0.96 },
  { rounds: 14, alpha: 0.003, confidence: 0.97 },
  { rounds: 24, alpha: 0.003, confidence: 0.97 },
];

/**
 * Returns the analyses that the rounds measured so far allow.
 * @param rounds what was asked for: a number is judged once, at its end
 * @param doneCount rounds measured so far
 * @param ended true when there will be no more: a run that stopped between analyses gets a last one
 * there, with the error still unspent. That is sound as long as time or budget ended it, not its results.
 */
export function analysesDue(rounds: number | 'auto', doneCount: number, ended: boolean): InterimAnalysis[] {
  const plan = rounds === 'auto' ? AUTO_ANALYSES : [{ rounds, alpha: ALPHA, confidence: CONFIDENCE }];
  const due = plan
    .filter((analysis) => analysis.rounds <= doneCount)
    .map((analysis, i) => ({ ...analysis, last: i === plan.length - 1 }));
  if (!ended || due.length === plan.length || doneCount === 0) return due;
  const unspent = plan.slice(due.length).reduce((sum, analysis) => sum + analysis.alpha, 0);
  const latest = due.at(-1);
  // Ended right after an analysis: that one was the last, and nothing is kept back for later ones.
  if (latest?.rounds === doneCount) {
    return [...due.slice(0, -1), { ...latest, alpha: latest.alpha + unspent, last: true }];
  }
  const { confidence } = plan[due.length] as Omit<InterimAnalysis, 'last'>;
  return [...due, { rounds: doneCount, alpha: unspent, confidence, last: true }];
}
