import { ALPHA, CONFIDENCE } from '../judge-options.js';
import { smallestP } from '../statistics/sign-flips.js';

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

export interface AnalysesRequest {
  /** What was asked for: a number is judged once, at its end. */
  readonly rounds: number | 'auto';
  /** Rounds measured so far. */
  readonly doneCount: number;
  /**
   * True when there will be no more: a run that stopped between analyses gets a last one there, with the error still
   * unspent. That is sound as long as time or budget ended it, not its results.
   */
  readonly ended: boolean;
  /** How many runs on several machines share the error. */
  readonly shardCount: number;
}

/** Returns the analyses that the rounds measured so far allow. */
export function analysesDue({ rounds, doneCount, ended, shardCount }: AnalysesRequest): InterimAnalysis[] {
  const plan =
    rounds === 'auto'
      ? planOfShard(AUTO_ANALYSES, shardCount)
      : [{ rounds, alpha: ALPHA / shardCount, confidence: CONFIDENCE }];
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

type PlannedAnalysis = Omit<InterimAnalysis, 'last'>;

/**
 * Returns the analyses of one of several shards. Each spends an equal part of the error, so that a false verdict on any
 * of them is as unlikely as in one run. A part below the rarest pattern of signs could find nothing: it goes to
 * the next analysis, or from the last one to the latest that can use it.
 */
function planOfShard(plan: readonly PlannedAnalysis[], shardCount: number): readonly PlannedAnalysis[] {
  if (shardCount === 1) return plan;
  let kept = 0;
  const shares = plan.map((analysis) => {
    const alpha = kept + analysis.alpha / shardCount;
    const isUsable = alpha >= smallestP(analysis.rounds);
    kept = isUsable ? 0 : alpha;
    return { ...analysis, alpha: isUsable ? alpha : 0 };
  });
  const latest = shares.findLastIndex(({ alpha }) => alpha > 0);
  return shares.map((analysis, i) =>
    i === latest ? { ...analysis, alpha: analysis.alpha + kept } : analysis,
  );
}
