import { PERCENTILES, type PercentileName } from '@perf-suite/schema';
import { leadOf } from '../judge-options.js';
import { maxTSignFlip, type SignFlipTest } from '../statistics/max-t-sign-flip.js';
import { type SignFlips, signFlips } from '../statistics/sign-flips.js';
import { analysesDue, type InterimAnalysis } from './analysis-plan.js';
import { allocationMayBeFound } from './judge-allocation.js';
import {
  decide,
  evidenceOf,
  type JudgeablePairs,
  QUANTITIES,
  type Quantity,
  type QuantityDecision,
  type RoundsEvidence,
  type RoundsSeen,
  roundsSeen,
  signFlipTest,
} from './rounds-seen.js';

export interface PairDecision {
  /** True when no further round of this benchmark can change its verdict. */
  readonly decided: boolean;
  /** Null before the first analysis. */
  readonly quantities: Readonly<Record<Quantity, QuantityDecision | null>>;
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
 * A benchmark goes on until its leading percentile is settled (p50 where it gates, else p95), and while it looks as if
 * more of its requests fail. p95 takes what these rounds say; none is measured for its sake, except where p50 is settled
 * by the analysis that cannot find a change, and the next one may find p95, the mean or what a call allocates changed.
 */
export function decidePairs(suite: readonly JudgeablePairs[], options: DecidePairsOptions): PairDecisions {
  const doneCount = suite.reduce((most, { ratios }) => Math.max(most, (ratios.rounds.at(-1) ?? -1) + 1), 0);
  let decisions: PairDecision[] = suite.map(() => ({
    decided: false,
    quantities: { p50: null, p95: null, errors: null },
  }));
  const analyses = analysesDue({ shardCount: 1, ...options, doneCount });
  for (const analysis of analyses) {
    const flips = signFlips(analysis.rounds, options.seed + analysis.rounds);
    decisions = analyseSuite(suite, { gating: options.gating, analysis, flips, before: decisions });
  }
  return { analyses, decisions };
}

function isSettled(decision: QuantityDecision | null): boolean {
  return decision !== null && decision.verdict !== 'inconclusive';
}

function isFound(decision: QuantityDecision | null): boolean {
  return decision?.verdict === 'regressed' || decision?.verdict === 'improved';
}

interface SuiteAnalysis {
  readonly gating: readonly PercentileName[];
  readonly analysis: InterimAnalysis;
  readonly flips: SignFlips;
  readonly before: readonly PairDecision[];
}

/**
 * Gating percentiles and failed requests share the suite's error in one test; a percentile that only warns has a test
 * of its own.
 */
function analyseSuite(suite: readonly JudgeablePairs[], at: SuiteAnalysis): PairDecision[] {
  const warning = PERCENTILES.filter((name) => !at.gating.includes(name));
  const gating = QUANTITIES.filter((name) => !warning.some((one) => one === name));
  const lead = leadOf(at.gating);
  const found = new Map<Quantity, QuantityDecision[]>();
  for (const family of [gating, ...warning.map((name) => [name])]) {
    for (const [name, decisions] of analyseFamily(suite, family, at)) found.set(name, decisions);
  }
  return at.before.map((before, i) => {
    if (before.decided) return before;
    const quantities = {
      p50: found.get('p50')![i]!,
      p95: found.get('p95')![i]!,
      errors: found.get('errors')![i]!,
    };
    const mayChange =
      mayHaveRisen(suite[i]!, quantities.errors) ||
      (at.analysis.alpha === 0 && mayYetBeFound(suite[i]!, lead, at.analysis));
    const isSettledByAll = isSettled(quantities[lead]) && !mayChange;
    return { decided: at.analysis.last || isSettledByAll, quantities };
  });
}

/** Whether it looks as if more requests fail, without it being certain. */
function mayHaveRisen(
  { minimumErrorEffect }: JudgeablePairs,
  { verdict, change }: QuantityDecision,
): boolean {
  return verdict === 'inconclusive' && change !== null && change.point >= minimumErrorEffect;
}

/**
 * Whether the next analysis may find what the one that finds no change could not be sure of: another quantity changed,
 * or the mean, which warns, or what a call allocates. At 8 rounds the first needs all of them on one side of what the
 * null allows (with one on the other, two patterns of 256 are as extreme), and the second all but one above the minimum
 * effect.
 */
function mayYetBeFound(pairs: JudgeablePairs, lead: PercentileName, { rounds }: InterimAnalysis): boolean {
  const isOtherMoved = QUANTITIES.filter((name) => name !== lead).some((name) => {
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

/** One quantity of one benchmark. */
interface Member {
  readonly benchmark: number;
  readonly quantity: Quantity;
  readonly seen: RoundsSeen;
  readonly worse: SignFlipTest;
  readonly better: SignFlipTest;
  /** Null where it was settled before this analysis. */
  readonly evidence: RoundsEvidence | null;
  readonly before: QuantityDecision | null;
}

/**
 * Returns the decisions of a family of quantities after this analysis; those that were settled before stay
 * as they are. What is found changed, in either direction, leaves both tests (step-down), and the rest is
 * tested again: else a benchmark that became much faster would, with all its signs turned, stand in the
 * way of another that became slower.
 */
function analyseFamily(
  suite: readonly JudgeablePairs[],
  quantities: readonly Quantity[],
  { analysis, flips, before }: SuiteAnalysis,
): Map<Quantity, QuantityDecision[]> {
  const members = quantities.flatMap((quantity) =>
    suite.map((pairs, benchmark): Member => {
      const seen = roundsSeen(pairs, quantity, analysis.rounds);
      const { decided, quantities: known } = before[benchmark]!;
      const settled = decided || isSettled(known[quantity]);
      return {
        benchmark,
        quantity,
        seen,
        worse: signFlipTest(seen, 1),
        better: signFlipTest(seen, -1),
        evidence: settled ? null : evidenceOf(seen, analysis),
        before: known[quantity],
      };
    }),
  );
  const settled = members.map((one) => (one.evidence === null ? one.before : null));
  for (;;) {
    const family = [...members.keys()].filter(
      (i) => members[i]!.seen.values.length > 0 && !isFound(settled[i]!),
    );
    const worse = pValuesOf(
      members.map((one) => one.worse),
      family,
      flips,
    );
    const better = pValuesOf(
      members.map((one) => one.better),
      family,
      flips,
    );
    const latest: QuantityDecision[] = [];
    for (const [i, { evidence, benchmark, quantity }] of members.entries()) {
      // The leading percentile comes first: once it is settled, this analysis is p95's last.
      const last =
        analysis.last || (quantity === 'p95' && i >= suite.length && isSettled(latest[benchmark]!));
      latest.push(settled[i] ?? decide(evidence!, { ...analysis, last }, worse[i]!, better[i]!));
    }
    const found = family.filter((i) => settled[i] === null && isFound(latest[i]!));
    if (found.length === 0) {
      return new Map(
        quantities.map((name, k) => [name, latest.slice(k * suite.length, (k + 1) * suite.length)]),
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
