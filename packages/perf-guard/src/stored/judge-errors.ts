import type { ErrorComparison, SingleBenchmark } from '@perf-suite/schema';
import { CONFIDENCE } from '../judge-options.js';
import {
  failedShare,
  type RequestCounts,
  requestCounts,
  summedCounts,
  verdictByCounts,
} from '../request-counts.js';
import { holm } from '../statistics/holm.js';
import { mannWhitney } from '../statistics/mann-whitney.js';
import { shiftBetween } from '../statistics/shift-between.js';
import { verdictOf } from '../verdict-of-estimate.js';
import type { Matched } from './stored-findings.js';

export interface StoredErrorOptions {
  /** The smallest change of the share of failed requests that counts. */
  readonly minimumEffect: number;
  /** The error that all benchmarks together may spend. */
  readonly alpha: number;
}

/** The part of the smallest change that the null hypothesis still allows: runs differ by more than rounds do. */
const NULL_SHARE = 0.8;

/** The windows of a load: the stretches of time into which it is cut. */
interface Windows {
  readonly before: readonly RequestCounts[];
  readonly now: readonly RequestCounts[];
}

/**
 * Returns for each benchmark how many of its requests fail in this run and in the earlier ones; null where one of
 * them sent none. A window counts once, so that a burst of failures decides nothing. Shares of windows are compared
 * by the test of Mann and Whitney, adjusted over the suite.
 */
export function errorsAgainstRuns(
  matched: readonly Matched[],
  { minimumEffect, alpha }: StoredErrorOptions,
): (ErrorComparison | null)[] {
  const windows = matched.map(windowsOf);
  const used = windows.filter((one) => one !== null);
  const shift = NULL_SHARE * minimumEffect;
  const more = holm(used.map((one) => largerP(shares(one.before), shares(one.now), shift)));
  const less = holm(used.map((one) => largerP(shares(one.now), shares(one.before), shift)));
  return windows.map((one) => {
    if (one === null) return null;
    const at = used.indexOf(one);
    const [worseP, betterP] = [more[at] ?? 1, less[at] ?? 1];
    const change = shiftBetween(shares(one.before), shares(one.now), CONFIDENCE);
    const counts = { baseline: summedCounts(one.before), current: summedCounts(one.now) };
    const verdict = verdictOf({ change, smallest: minimumEffect, worseP, betterP, alpha });
    return {
      verdict: verdictByCounts(verdict, { ...counts, minimumEffect }),
      ...counts,
      change,
      pValue: change === null ? null : change.point >= 0 ? worseP : betterP,
      minimumEffect,
      replicates: one.now.length,
    };
  });
}

function windowsOf({ current, earlier }: Matched): Windows | null {
  const now = countsOf(current.benchmark);
  const before = earlier.flatMap(({ benchmark }) => countsOf(benchmark));
  return now.length === 0 || before.length === 0 ? null : { before, now };
}

function countsOf({ rounds }: SingleBenchmark): RequestCounts[] {
  return rounds.flatMap(({ requests }) => {
    const counts = requests?.head && requestCounts(requests.head);
    return counts === undefined || counts.total === 0 ? [] : [counts];
  });
}

function shares(windows: readonly RequestCounts[]): number[] {
  return windows.map(failedShare);
}

/** Returns the one-sided p-value that the second values are not larger than the first by more than `shift`. */
function largerP(first: readonly number[], second: readonly number[], shift: number): number {
  const shifted = first.map((share) => share + shift);
  const twoSided = mannWhitney(shifted, second);
  const isLarger = (shiftBetween(shifted, second, CONFIDENCE)?.point ?? 0) > 0;
  return isLarger ? twoSided / 2 : 1 - twoSided / 2;
}
