import {
  type Estimate,
  type MinimumEffect,
  PERCENTILES,
  type PercentileName,
  type Verdict,
} from '@perf-suite/schema';
import { CONFIDENCE, FEWEST_SAMPLES_FOR_P95, leadOf } from '../judge-options.js';
import { nullShift } from '../minimum-effect.js';
import { clipped } from '../statistics/clipped.js';
import { hodgesLehmann } from '../statistics/hodges-lehmann.js';
import { maxTSignFlip, type SignFlipTest } from '../statistics/max-t-sign-flip.js';
import { median } from '../statistics/quantile.js';
import { type SignFlips, signFlips } from '../statistics/sign-flips.js';
import { trendOf } from '../statistics/trend.js';
import { type TwoModes, twoModes } from '../statistics/two-modes.js';
import { verdictOf } from '../verdict-of-estimate.js';
import type { AllocationRounds } from './allocation-rounds.js';
import { analysesDue, type InterimAnalysis } from './analysis-plan.js';
import { allocationMayBeFound } from './judge-allocation.js';
import type { RoundRatios } from './round-ratios.js';

/** A benchmark whose rounds can be judged. */
export interface JudgeablePairs {
  readonly ratios: RoundRatios;
  readonly minimumEffect: MinimumEffect;
  /** What its calls allocate; null where nobody looked. */
  readonly allocation: AllocationRounds | null;
  readonly minimumAllocationEffect: number;
}

/** What the latest interim analysis that counted found about one percentile. */
export interface PercentileDecision {
  readonly verdict: Verdict;
  readonly log: Estimate | null;
  readonly pValue: number | null;
  /** How many of the benchmark's rounds it rests on. */
  readonly roundCount: number;
  readonly modes: TwoModes | null;
  /** By how much the log ratios rise from the first round to the last, where that is beyond doubt. */
  readonly trend: number | null;
  /** The error this analysis could spend. */
  readonly alpha: number;
}

export interface PairDecision {
  /** True when no further round of this benchmark can change its verdict. */
  readonly decided: boolean;
  /** Null before the first analysis. */
  readonly percentiles: Readonly<Record<PercentileName, PercentileDecision | null>>;
}

export interface DecidePairsOptions {
  readonly rounds: number | 'auto';
  /** True when there will be no more rounds. */
  readonly ended: boolean;
  readonly seed: number;
  readonly gating: readonly PercentileName[];
  /** How many runs on several machines share the error; 1 unless given. */
  readonly shardCount?: number;
}

export interface PairDecisions {
  /** The analyses taken, from the first. */
  readonly analyses: readonly InterimAnalysis[];
  /** One for each benchmark of the suite. */
  readonly decisions: readonly PairDecision[];
}

/**
 * Returns a decision for each benchmark, by going through the planned analyses from the first: what is
 * decided at one is final, the rest goes on to the next. The orchestrator (after rounds 6, 8, 14 and 24)
 * and the judge (afterwards, from the file) both call this, so that they always agree.
 *
 * A benchmark goes on until its leading percentile is settled: p50 where it gates, else p95. p95 beside
 * it takes what these rounds say; none is measured for its sake, except where p50 is settled by the analysis that cannot
 * find a change, and the next one may find p95, the mean or what a call allocates changed.
 */
export function decidePairs(suite: readonly JudgeablePairs[], options: DecidePairsOptions): PairDecisions {
  const doneCount = suite.reduce((most, { ratios }) => Math.max(most, (ratios.rounds.at(-1) ?? -1) + 1), 0);
  let decisions: PairDecision[] = suite.map(() => ({
    decided: false,
    percentiles: { p50: null, p95: null },
  }));
  const analyses = analysesDue({ shardCount: 1, ...options, doneCount });
  for (const analysis of analyses) {
    const flips = signFlips(analysis.rounds, options.seed + analysis.rounds);
    decisions = analyseSuite(suite, { gating: options.gating, analysis, flips, before: decisions });
  }
  return { analyses, decisions };
}

function isSettled(decision: PercentileDecision | null): boolean {
  return decision !== null && decision.verdict !== 'inconclusive';
}

function isFound(decision: PercentileDecision | null): boolean {
  return decision?.verdict === 'regressed' || decision?.verdict === 'improved';
}

interface SuiteAnalysis {
  readonly gating: readonly PercentileName[];
  readonly analysis: InterimAnalysis;
  readonly flips: SignFlips;
  readonly before: readonly PairDecision[];
}

/** Gating percentiles share the suite's error in one test; each that only warns has a test of its own. */
function analyseSuite(suite: readonly JudgeablePairs[], at: SuiteAnalysis): PairDecision[] {
  const families = [
    at.gating,
    ...PERCENTILES.filter((name) => !at.gating.includes(name)).map((name) => [name]),
  ];
  const lead = leadOf(at.gating);
  const found = new Map<PercentileName, PercentileDecision[]>();
  for (const family of families) {
    const members = PERCENTILES.filter((name) => family.includes(name));
    for (const [name, decisions] of analyseFamily(suite, members, at)) found.set(name, decisions);
  }
  return at.before.map((before, i) => {
    if (before.decided) return before;
    const percentiles = { p50: found.get('p50')![i]!, p95: found.get('p95')![i]! };
    const isSettledByAll =
      isSettled(percentiles[lead]) && (at.analysis.alpha > 0 || !mayYetBeFound(suite[i]!, lead, at.analysis));
    return { decided: at.analysis.last || isSettledByAll, percentiles };
  });
}

/**
 * Whether the next analysis may find what the one that finds no change could not be sure of: the other percentile
 * changed, or the mean, which warns, or what a call allocates. At 8 rounds the first needs all of them on one side of what the null allows (with
 * one on the other, two patterns of 256 are as extreme), and the second all but one above the minimum effect.
 */
function mayYetBeFound(pairs: JudgeablePairs, lead: PercentileName, { rounds }: InterimAnalysis): boolean {
  const isOtherMoved = PERCENTILES.filter((name) => name !== lead).some((name) => {
    const seen = roundsSeen(pairs, name, rounds);
    return ([1, -1] as const).some(
      (direction) =>
        seen.values.length > 0 && signFlipTest(seen, direction).values.every((value) => value > 0),
    );
  });
  const means = pairs.ratios.meanLogRatios.slice(0, rounds);
  const slowerMeans = means.filter((log) => log > Math.log1p(pairs.minimumEffect.p50));
  return (
    isOtherMoved ||
    (means.length > 0 && slowerMeans.length >= means.length - 1) ||
    allocationMayBeFound(pairs.allocation, rounds, pairs.minimumAllocationEffect)
  );
}

/** One percentile of one benchmark. */
interface Member {
  readonly benchmark: number;
  readonly seen: RoundsSeen;
  readonly slower: SignFlipTest;
  readonly faster: SignFlipTest;
  /** Null where it was settled before this analysis. */
  readonly evidence: RoundsEvidence | null;
  readonly before: PercentileDecision | null;
}

/**
 * Returns the decisions of a family of percentiles after this analysis; those that were settled before stay
 * as they are. What is found changed, in either direction, leaves both tests (step-down), and the rest is
 * tested again: else a benchmark that became much faster would, with all its signs turned, stand in the
 * way of another that became slower.
 */
function analyseFamily(
  suite: readonly JudgeablePairs[],
  percentiles: readonly PercentileName[],
  { analysis, flips, before }: SuiteAnalysis,
): Map<PercentileName, PercentileDecision[]> {
  const members = percentiles.flatMap((percentile) =>
    suite.map((pairs, benchmark): Member => {
      const seen = roundsSeen(pairs, percentile, analysis.rounds);
      const { decided, percentiles: known } = before[benchmark]!;
      const settled = decided || isSettled(known[percentile]);
      return {
        benchmark,
        seen,
        slower: signFlipTest(seen, 1),
        faster: signFlipTest(seen, -1),
        evidence: settled ? null : evidenceOf(seen, analysis),
        before: known[percentile],
      };
    }),
  );
  const settled = members.map((one) => (one.evidence === null ? one.before : null));
  for (;;) {
    const family = [...members.keys()].filter(
      (i) => members[i]!.seen.values.length > 0 && !isFound(settled[i]!),
    );
    const slower = pValuesOf(
      members.map((one) => one.slower),
      family,
      flips,
    );
    const faster = pValuesOf(
      members.map((one) => one.faster),
      family,
      flips,
    );
    const latest: PercentileDecision[] = [];
    for (const [i, { evidence, benchmark }] of members.entries()) {
      // The leading percentile comes first: once it is settled, this analysis is the other's last.
      const last = analysis.last || (i >= suite.length && isSettled(latest[benchmark]!));
      latest.push(settled[i] ?? decide(evidence!, { ...analysis, last }, slower[i]!, faster[i]!));
    }
    const found = family.filter((i) => settled[i] === null && isFound(latest[i]!));
    if (found.length === 0) {
      return new Map(
        percentiles.map((name, k) => [name, latest.slice(k * suite.length, (k + 1) * suite.length)]),
      );
    }
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

/** The part of a benchmark's rounds that an analysis may use. */
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

/**
 * What a statistic counts for where both percentiles gate. p95 is so much noisier that with the weight of
 * p50 it would use up flips that p50 needs; see docs/decisions/012.
 */
const WEIGHT: Readonly<Record<PercentileName, number>> = { p50: 1, p95: 0.8 };

/** Returns the test of "slower" (direction 1) or "faster" (-1) by more than the null allows. */
function signFlipTest(seen: RoundsSeen, direction: 1 | -1): SignFlipTest {
  const shift = Math.log1p(nullShift(seen.percentile, seen.minimumEffect));
  return {
    rounds: seen.rounds,
    values: clipped(seen.values.map((value) => direction * value - shift)),
    smallestMean: Math.log1p(seen.minimumEffect) - shift,
    kind: seen.percentile,
    weight: WEIGHT[seen.percentile],
  };
}

/** What the rounds say whatever the rest of the suite does. */
type RoundsEvidence = Pick<PercentileDecision, 'log' | 'roundCount' | 'modes' | 'trend'> & {
  readonly minimumEffect: number;
};

function evidenceOf({ values, minimumEffect }: RoundsSeen, { confidence }: InterimAnalysis): RoundsEvidence {
  const interval = hodgesLehmann(values, confidence);
  return {
    // Over all analyses together the interval holds 95 %, although each by itself holds more.
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
  { alpha, last }: InterimAnalysis,
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
