import {
  type AllocationComparison,
  type Estimate,
  LEAST_ALLOCATION_BYTES,
  type PairedBenchmark,
} from '@perf-suite/schema';
import { ALPHA, CONFIDENCE } from '../judge-options.js';
import { clipped } from '../statistics/clipped.js';
import { hodgesLehmann } from '../statistics/hodges-lehmann.js';
import { maxTSignFlip, type SignFlipTest } from '../statistics/max-t-sign-flip.js';
import { median } from '../statistics/quantile.js';
import { signFlips } from '../statistics/sign-flips.js';
import { verdictOf } from '../verdict-of-estimate.js';
import { type AllocationRounds, allocationRounds } from './allocation-rounds.js';

export interface AllocationOptions {
  readonly seed: number;
  /** The smallest change worth acting on, as a share of what base allocates. */
  readonly minimumEffect: number;
  /** Whether it makes the gate fail that a call allocates more. */
  readonly gates: boolean;
}

/** The part of the smallest change that counts which the null hypothesis still allows. */
const NULL_SHARE = 0.4;

/**
 * Returns for each benchmark what its calls allocate in base and in head; null where nobody looked. Judged in bytes a
 * call, not as a ratio: what allocates nothing on one side has none. One test at the end, with an error of its own over
 * the suite: how many rounds there are was decided by the time, or, at six, by all of them showing the same change,
 * where no test can find anything yet.
 */
export function judgeAllocations(
  benchmarks: readonly PairedBenchmark[],
  options: AllocationOptions,
): (AllocationComparison | null)[] {
  const all = benchmarks.map(allocationRounds);
  const read = all.flatMap((rounds) => (rounds === null || rounds.rounds.length === 0 ? [] : [rounds]));
  const more = pValuesOf(read, 1, options);
  const less = pValuesOf(read, -1, options);
  return all.map((rounds) => {
    if (rounds === null) return null;
    const at = read.indexOf(rounds);
    return comparisonOf(rounds, { more: more[at] ?? 1, less: less[at] ?? 1 }, options);
  });
}

/** Whether six rounds, in which no test can find a change, show one in all of them: two more can then find it. */
export function allocationMayBeFound(
  rounds: AllocationRounds | null,
  roundLimit: number,
  minimumEffect: number,
): boolean {
  if (rounds === null) return false;
  const count = rounds.rounds.filter((round) => round < roundLimit).length;
  const seen = { ...rounds, base: rounds.base.slice(0, count), head: rounds.head.slice(0, count) };
  const smallest = smallestChange(seen, minimumEffect);
  const changes = changesOf(seen);
  return [1, -1].some(
    (direction) =>
      count > 0 &&
      changes.every((change) => direction * change >= NULL_SHARE * smallest) &&
      direction * median(changes) >= smallest,
  );
}

/** Head less base in each round, in bytes a call. */
function changesOf({ base, head }: AllocationRounds): number[] {
  return head.map(({ total }, i) => total - base[i]!.total);
}

/** In bytes a call. */
function smallestChange({ base }: AllocationRounds, minimumEffect: number): number {
  if (base.length === 0) return LEAST_ALLOCATION_BYTES;
  return Math.max(LEAST_ALLOCATION_BYTES, minimumEffect * median(base.map(({ total }) => total)));
}

/** P-values of "more" (direction 1) or "less" (-1) by more than the null allows, adjusted over the suite. */
function pValuesOf(
  suite: readonly AllocationRounds[],
  direction: 1 | -1,
  { seed, minimumEffect }: AllocationOptions,
): Float64Array {
  const roundCount = suite.reduce((most, { rounds }) => Math.max(most, rounds.at(-1)! + 1), 0);
  const tests = suite.map((rounds): SignFlipTest => {
    const smallest = smallestChange(rounds, minimumEffect);
    // In units of the smallest change that counts, so that benchmarks compare.
    const values = changesOf(rounds).map((change) => (direction * change) / smallest - NULL_SHARE);
    return { rounds: rounds.rounds, values: clipped(values), smallestMean: 1 - NULL_SHARE };
  });
  return maxTSignFlip(tests, signFlips(roundCount, seed + roundCount));
}

function comparisonOf(
  rounds: AllocationRounds,
  p: { readonly more: number; readonly less: number },
  { minimumEffect, gates }: AllocationOptions,
): AllocationComparison {
  const { base, head, notMeasured } = rounds;
  const isRead = base.length > 0;
  const smallest = smallestChange(rounds, minimumEffect);
  const changeBytes = hodgesLehmann(changesOf(rounds), CONFIDENCE);
  const baselineBytes = isRead ? median(base.map(({ total }) => total)) : null;
  return {
    verdict: verdictOf({ change: changeBytes, smallest, worseP: p.more, betterP: p.less, alpha: ALPHA }),
    gates,
    baselineBytes,
    currentBytes: isRead ? median(head.map(({ total }) => total)) : null,
    baselineExternalBytes: isRead ? median(base.map(({ external }) => external)) : null,
    currentExternalBytes: isRead ? median(head.map(({ external }) => external)) : null,
    changeBytes,
    change: changeBytes && baselineBytes ? shareOf(changeBytes, baselineBytes) : null,
    pValue: changeBytes === null ? null : changeBytes.point >= 0 ? p.more : p.less,
    minimumEffect,
    leastBytes: LEAST_ALLOCATION_BYTES,
    replicates: base.length,
    notMeasured,
  };
}

function shareOf({ point, lower, upper, confidence }: Estimate, bytes: number): Estimate {
  return { point: point / bytes, lower: lower / bytes, upper: upper / bytes, confidence };
}
