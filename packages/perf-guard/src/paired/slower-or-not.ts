import type { Estimate, PercentileName } from '@perf-suite/schema';
import { CONFIDENCE } from '../judge-options.js';
import { changeFromLog } from '../log-estimate.js';
import { nullShift } from '../minimum-effect.js';
import { hodgesLehmann } from '../statistics/hodges-lehmann.js';
import type { InterimAnalysis } from './analysis-plan.js';

/** A time to decide about one comparison: after this many rounds, with this much of its error to spend. */
export type PlannedAnalysis = Pick<InterimAnalysis, 'rounds' | 'alpha'>;

/** Whether head is slower than base by the minimum effect. */
export interface SlowerOrNot {
  readonly answer: 'slower' | 'not-slower' | 'open';
  /** head / base - 1: positive is slower. Null before the first analysis. */
  readonly change: Estimate | null;
  /** How many rounds it rests on. */
  readonly rounds: number;
}

export interface SlowerOrNotOptions {
  readonly percentile: PercentileName;
  readonly minimumEffect: number;
  /** Ascending. */
  readonly analyses: readonly PlannedAnalysis[];
}

/** Most comparisons end at the first analysis. */
const FIRST_SHARE = 0.5;
const SHARES = [FIRST_SHARE, 0.25, 0.25];

/** What each interval holds by itself, so that the one reported after three analyses holds 95 %. */
const CONFIDENCE_OF_EACH = 0.97;

/**
 * Returns when to decide about a comparison that may be wrong, in either direction, with a chance of at most
 * `errorRate`. The first analysis comes after as many rounds as one side of the signed-rank test needs for its share
 * (2^-n), the others after twice and four times as many.
 */
export function analysesFor(errorRate: number): PlannedAnalysis[] {
  const alphas = SHARES.map((share) => share * errorRate);
  const first = Math.ceil(-Math.log2(FIRST_SHARE * errorRate));
  return alphas.map((alpha, i) => ({ rounds: first * 2 ** i, alpha }));
}

/**
 * Returns whether head is slower than base, by a rule that may err in both directions alike: "not slower" needs as
 * much evidence as "slower" does, because a search goes wrong by either. `slower`: the one-sided bound of the
 * signed-rank test lies above the change that identical code may show, and the estimate is at least the minimum
 * effect. `not-slower`: the bound of the other side lies below the minimum effect.
 *
 * The first analysis that finds one of the two is final.
 * @param logRatios ln(head / base) of each round, in the order measured
 * Sources: see `hodgesLehmann`, `signedRankCdf`.
 */
export function slowerOrNot(
  logRatios: readonly number[],
  { percentile, minimumEffect, analyses }: SlowerOrNotOptions,
): SlowerOrNot {
  const effect = Math.log1p(minimumEffect);
  const unchanged = Math.log1p(nullShift(percentile, minimumEffect));
  let latest: SlowerOrNot = { answer: 'open', change: null, rounds: 0 };
  for (const { rounds, alpha } of analyses) {
    if (rounds > logRatios.length) break;
    const values = logRatios.slice(0, rounds);
    const bounds = boundsOf(values, alpha);
    latest = { answer: 'open', change: reported(values), rounds };
    if (bounds === null) continue;
    if (bounds.lower > unchanged && bounds.point >= effect) return { ...latest, answer: 'slower' };
    if (bounds.upper < effect) return { ...latest, answer: 'not-slower' };
  }
  return latest;
}

/** Null where so few values cannot hold the error, whatever they are. */
function boundsOf(values: readonly number[], alpha: number): Estimate | null {
  return 2 ** -values.length > alpha ? null : hodgesLehmann(values, 1 - 2 * alpha);
}

function reported(values: readonly number[]): Estimate | null {
  const log = hodgesLehmann(values, CONFIDENCE_OF_EACH);
  return log && changeFromLog({ ...log, confidence: Math.min(CONFIDENCE, log.confidence) });
}
