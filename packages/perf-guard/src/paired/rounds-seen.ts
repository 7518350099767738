import { type Estimate, type MinimumEffect, PERCENTILES } from '@perf-suite/schema';
import { CONFIDENCE, FEWEST_SAMPLES_FOR_P95 } from '../judge-options.js';
import { nullShift } from '../minimum-effect.js';
import { failedShare } from '../request-counts.js';
import { clipped } from '../statistics/clipped.js';
import { hodgesLehmann } from '../statistics/hodges-lehmann.js';
import type { SignFlipTest } from '../statistics/max-t-sign-flip.js';
import { median } from '../statistics/quantile.js';
import { trendOf } from '../statistics/trend.js';
import { type TwoModes, twoModes } from '../statistics/two-modes.js';
import { verdictOf } from '../verdict-of-estimate.js';
import type { AllocationRounds } from './allocation-rounds.js';
import type { InterimAnalysis } from './analysis-plan.js';
import type { ErrorRounds } from './error-rounds.js';
import type { RoundRatios } from './round-ratios.js';

/**
 * What a verdict in pairs rests on: the time at a percentile, in ln(head / base), or how many requests fail, in the
 * share of head less that of base.
 */
export const QUANTITIES = [...PERCENTILES, 'errors'] as const;
export type Quantity = (typeof QUANTITIES)[number];

/** A benchmark whose rounds can be judged. */
export interface JudgeablePairs {
  readonly ratios: RoundRatios;
  readonly minimumEffect: MinimumEffect;
  /** What its calls allocate; null where nobody looked. */
  readonly allocation: AllocationRounds | null;
  readonly minimumAllocationEffect: number;
  /** What became of its requests; null where it sends none. */
  readonly errors: ErrorRounds | null;
  readonly minimumErrorEffect: number;
}

/** What the latest interim analysis that counted found about one quantity. */
export interface QuantityDecision {
  readonly verdict: 'regressed' | 'improved' | 'unchanged' | 'inconclusive';
  /** In the quantity's unit; positive is worse. */
  readonly change: Estimate | null;
  readonly pValue: number | null;
  /** How many of the benchmark's rounds it rests on. */
  readonly roundCount: number;
  readonly modes: TwoModes | null;
  /** By how much the values rise from the first round to the last, where that is beyond doubt. */
  readonly trend: number | null;
  /** The error this analysis could spend. */
  readonly alpha: number;
}

/** The part of a benchmark's rounds that an analysis may use. */
export interface RoundsSeen {
  readonly rounds: readonly number[];
  /** One of each round, in the quantity's unit. */
  readonly values: readonly number[];
  readonly quantity: Quantity;
  /** The smallest change that counts, and the largest that is none, in the quantity's unit. */
  readonly smallest: number;
  readonly shift: number;
}

export function roundsSeen(pairs: JudgeablePairs, quantity: Quantity, roundLimit: number): RoundsSeen {
  return quantity === 'errors' ? errorsSeen(pairs, roundLimit) : timesSeen(pairs, quantity, roundLimit);
}

/** The part of the smallest change of the share of failed requests that the null hypothesis still allows. */
const ERROR_NULL_SHARE = 0.4;

function errorsSeen({ errors, minimumErrorEffect }: JudgeablePairs, roundLimit: number): RoundsSeen {
  const rounds = errors?.rounds.filter((round) => round < roundLimit) ?? [];
  return {
    rounds,
    values: rounds.map((_, i) => failedShare(errors!.head[i]!) - failedShare(errors!.base[i]!)),
    quantity: 'errors',
    smallest: minimumErrorEffect,
    shift: ERROR_NULL_SHARE * minimumErrorEffect,
  };
}

function timesSeen(
  { ratios, minimumEffect }: JudgeablePairs,
  percentile: Exclude<Quantity, 'errors'>,
  roundLimit: number,
): RoundsSeen {
  const rounds = ratios.rounds.filter((round) => round < roundLimit);
  const tooThin =
    percentile === 'p95' &&
    rounds.length > 0 &&
    median(ratios.pairCounts.slice(0, rounds.length)) < FEWEST_SAMPLES_FOR_P95;
  return {
    rounds: tooThin ? [] : rounds,
    values: ratios.percentiles[percentile].logRatios.slice(0, tooThin ? 0 : rounds.length),
    quantity: percentile,
    smallest: Math.log1p(minimumEffect[percentile]),
    shift: Math.log1p(nullShift(percentile, minimumEffect[percentile])),
  };
}

/**
 * What a statistic counts for where several quantities gate. p95 is so much noisier that with the weight of
 * p50 it would use up flips that p50 needs, and so are failures where some are usual; see docs/decisions/012.
 */
const WEIGHT: Readonly<Record<Quantity, number>> = { p50: 1, p95: 0.8, errors: 0.8 };

/** Returns the test of "worse" (direction 1) or "better" (-1) by more than the null allows. */
export function signFlipTest(
  { rounds, values, quantity, smallest, shift }: RoundsSeen,
  direction: 1 | -1,
): SignFlipTest {
  return {
    rounds,
    values: clipped(values.map((value) => direction * value - shift)),
    smallestMean: smallest - shift,
    kind: quantity,
    weight: WEIGHT[quantity],
  };
}

/** What the rounds say whatever the rest of the suite does. */
export type RoundsEvidence = Pick<QuantityDecision, 'change' | 'roundCount' | 'modes' | 'trend'> & {
  readonly smallest: number;
};

export function evidenceOf(
  { values, smallest }: RoundsSeen,
  { confidence }: InterimAnalysis,
): RoundsEvidence {
  const interval = hodgesLehmann(values, confidence);
  return {
    // Over all analyses together the interval holds 95 %, although each by itself holds more.
    change: interval && { ...interval, confidence: Math.min(CONFIDENCE, interval.confidence) },
    roundCount: values.length,
    modes: twoModes(values, smallest),
    trend: trendOf(values, smallest),
    smallest,
  };
}

/** The p-values are null where the benchmark was not tested. */
export function decide(
  { change, roundCount, modes, trend, smallest }: RoundsEvidence,
  { alpha, last }: InterimAnalysis,
  worseP: number | null,
  betterP: number | null,
): QuantityDecision {
  const verdict = verdictOf({ change, smallest, worseP: worseP ?? 1, betterP: betterP ?? 1, alpha });
  return {
    // Rounds of two modes, or with a trend, are not to be trusted before all are in.
    verdict: (modes !== null || trend !== null) && !last ? 'inconclusive' : verdict,
    change,
    pValue: change === null ? null : change.point >= 0 ? worseP : betterP,
    roundCount,
    modes,
    trend,
    alpha,
  };
}
