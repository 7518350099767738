import type { Estimate, PercentileName, Verdict } from '@perf-suite/schema';
import { CONFIDENCE, FEWEST_SAMPLES_FOR_P95, PERCENTILES } from '../judge-options.js';
import { type MinimumEffect, nullShift } from '../minimum-effect.js';
import { clipped } from '../statistics/clipped.js';
import { hodgesLehmann } from '../statistics/hodges-lehmann.js';
import { maxTSignFlip, type SignFlipTest } from '../statistics/max-t-sign-flip.js';
import { median } from '../statistics/quantile.js';
import { type SignFlips, signFlips } from '../statistics/sign-flips.js';
import { trendOf } from '../statistics/trend.js';
import { type TwoModes, twoModes } from '../statistics/two-modes.js';
import { verdictOf } from '../verdict-of-estimate.js';
import { type Look, looksDue } from './look-plan.js';
import type { RoundRatios } from './round-ratios.js';

/** A benchmark whose rounds can be judged. */
export interface JudgeablePairs {
  readonly ratios: RoundRatios;
  readonly minimumEffect: MinimumEffect;
}

/** What the latest look that counted said about one percentile. */
export interface PercentileDecision {
  readonly verdict: Verdict;
  readonly log: Estimate | null;
  readonly pValue: number | null;
  /** How many of the benchmark's rounds it rests on. */
  readonly roundCount: number;
  readonly modes: TwoModes | null;
  /** By how much the log ratios rise from the first round to the last, where that is beyond doubt. */
  readonly trend: number | null;
  /** The error this look could spend. */
  readonly alpha: number;
}

export interface PairDecision {
  /** True when no further round of this benchmark can change its verdict. */
  readonly decided: boolean;
  /** Null before the first look. */
  readonly percentiles: Readonly<Record<PercentileName, PercentileDecision | null>>;
}

export interface DecidePairsOptions {
  readonly rounds: number | 'auto';
  /** True when there will be no more rounds. */
  readonly ended: boolean;
  readonly seed: number;
  readonly gating: readonly PercentileName[];
}

export interface PairDecisions {
  /** The looks taken, from the first. */
  readonly looks: readonly Look[];
  /** One for each benchmark of the suite. */
  readonly decisions: readonly PairDecision[];
}

/**
 * Returns a decision for each benchmark, by going through the planned looks from the first: what is
 * decided at one is final, the rest goes on to the next. The orchestrator (after rounds 8, 14 and 24)
 * and the judge (afterwards, from the file) both call this, so that they always agree.
 */
export function decidePairs(suite: readonly JudgeablePairs[], options: DecidePairsOptions): PairDecisions {
  const doneCount = suite.reduce((most, { ratios }) => Math.max(most, (ratios.rounds.at(-1) ?? -1) + 1), 0);
  let decisions: PairDecision[] = suite.map(() => ({
    decided: false,
    percentiles: { p50: null, p95: null },
  }));
  const looks = looksDue(options.rounds, doneCount, options.ended);
  for (const look of looks) {
    const flips = signFlips(look.rounds, options.seed + look.rounds);
    const [p50, p95] = PERCENTILES.map((percentile) =>
      lookAtPercentile({
        suite,
        percentile,
        look,
        flips,
        before: decisions.map((d) => d.percentiles[percentile]),
      }),
    ) as [PercentileDecision[], PercentileDecision[]];
    decisions = decisions.map((before, i) => {
      if (before.decided) return before;
      const percentiles = { p50: p50[i] as PercentileDecision, p95: p95[i] as PercentileDecision };
      const decided = look.last || options.gating.every((name) => isSettled(percentiles[name]));
      return { decided, percentiles };
    });
  }
  return { looks, decisions };
}

function isSettled(decision: PercentileDecision | null): boolean {
  return decision !== null && decision.verdict !== 'inconclusive';
}

function isFound(decision: PercentileDecision | null): boolean {
  return decision?.verdict === 'regressed' || decision?.verdict === 'improved';
}

interface PercentileLook {
  readonly suite: readonly JudgeablePairs[];
  readonly percentile: PercentileName;
  readonly look: Look;
  readonly flips: SignFlips;
  readonly before: readonly (PercentileDecision | null)[];
}

/**
 * Returns the decisions after this look; those that were settled before stay as they are. What is
 * found changed, in either direction, leaves both tests (step-down), and the rest is tested again:
 * else a benchmark that became much faster would, with all its signs turned, stand in the way of
 * another that became slower.
 */
function lookAtPercentile({ suite, percentile, look, flips, before }: PercentileLook): PercentileDecision[] {
  const seen = suite.map((pairs) => roundsSeen(pairs, percentile, look.rounds));
  const slowerTests = seen.map((one) => signFlipTest(one, 1));
  const fasterTests = seen.map((one) => signFlipTest(one, -1));
  const settled = before.map((one) => (isSettled(one) ? one : null));
  const evidence = seen.map((one, i) => (settled[i] === null ? evidenceOf(one, look) : null));
  for (;;) {
    const family = [...seen.keys()].filter((i) => seen[i]!.values.length > 0 && !isFound(settled[i]!));
    const slower = pValuesOf(slowerTests, family, flips);
    const faster = pValuesOf(fasterTests, family, flips);
    const latest = seen.map((_, i) => settled[i] ?? decide(evidence[i]!, look, slower[i]!, faster[i]!));
    const found = family.filter((i) => settled[i] === null && isFound(latest[i]!));
    if (found.length === 0) return latest;
    for (const i of found) settled[i] = latest[i]!;
  }
}

/** Returns the p-value of each test, adjusted over those of the family; null for those outside it. */
function pValuesOf(
  tests: readonly SignFlipTest[],
  family: readonly number[],
  flips: SignFlips,
): (number | null)[] {
  const pValues = new Array<number | null>(tests.length).fill(null);
  const adjusted = maxTSignFlip(
    family.map((i) => tests[i]!),
    flips,
  );
  family.forEach((i, k) => {
    pValues[i] = adjusted[k]!;
  });
  return pValues;
}

/** The part of a benchmark's rounds that a look may use. */
interface RoundsSeen {
  readonly rounds: readonly number[];
  /** ln(head / base) of each round. */
  readonly values: readonly number[];
  readonly percentile: PercentileName;
  readonly minimumEffect: number;
}

function roundsSeen(pairs: JudgeablePairs, percentile: PercentileName, roundLimit: number): RoundsSeen {
  const { ratios } = pairs;
  const rounds = ratios.rounds.filter((round) => round < roundLimit);
  const tooThin =
    percentile === 'p95' &&
    rounds.length > 0 &&
    median(ratios.pairCounts.slice(0, rounds.length)) < FEWEST_SAMPLES_FOR_P95;
  return {
    rounds: tooThin ? [] : rounds,
    values: ratios.percentiles[percentile].logRatios.slice(0, tooThin ? 0 : rounds.length),
    percentile,
    minimumEffect: pairs.minimumEffect[percentile],
  };
}

/** Returns the test of "slower" (direction 1) or "faster" (-1) by more than the null allows. */
function signFlipTest(seen: RoundsSeen, direction: 1 | -1): SignFlipTest {
  const shift = Math.log1p(nullShift(seen.percentile, seen.minimumEffect));
  return {
    rounds: seen.rounds,
    values: clipped(seen.values.map((value) => direction * value - shift)),
    smallestMean: Math.log1p(seen.minimumEffect) - shift,
  };
}

/** What the rounds say whatever the rest of the suite does. */
type RoundsEvidence = Pick<PercentileDecision, 'log' | 'roundCount' | 'modes' | 'trend'> & {
  readonly minimumEffect: number;
};

function evidenceOf({ values, minimumEffect }: RoundsSeen, { confidence }: Look): RoundsEvidence {
  const interval = hodgesLehmann(values, confidence);
  return {
    // Over all looks together the interval holds 95 %, although each by itself holds more.
    log: interval && { ...interval, confidence: Math.min(CONFIDENCE, interval.confidence) },
    roundCount: values.length,
    modes: twoModes(values, Math.log1p(minimumEffect)),
    trend: trendOf(values, Math.log1p(minimumEffect)),
    minimumEffect,
  };
}

/** The p-values are null where the benchmark was not tested. */
function decide(
  { log, roundCount, modes, trend, minimumEffect }: RoundsEvidence,
  { alpha, last }: Look,
  slowerP: number | null,
  fasterP: number | null,
): PercentileDecision {
  const verdict = verdictOf({ log, minimumEffect, slowerP: slowerP ?? 1, fasterP: fasterP ?? 1, alpha });
  return {
    // Rounds of two modes, or with a trend, are not to be trusted before all are in.
    verdict: (modes !== null || trend !== null) && !last ? 'inconclusive' : verdict,
    log,
    pValue: log === null ? null : log.point >= 0 ? slowerP : fasterP,
    roundCount,
    modes,
    trend,
    alpha,
  };
}
