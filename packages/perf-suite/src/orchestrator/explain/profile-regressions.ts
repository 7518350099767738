import type { Variant } from '@perf-suite/schema';
import type { VariantSource } from '../../wire/protocol.js';
import type { BenchmarkRecord } from '../results/benchmark-record.js';
import { type BenchmarkProfiles, type Profiled, type ProfileParts, profileSide } from './profile-sides.js';
import type { Sides } from './sides.js';

export interface Regression {
  readonly benchmark: BenchmarkRecord;
  readonly measuredNs: Sides<number> | null;
  readonly sources: Sides<VariantSource>;
}

/** The profiles of a regression, or why there are none. */
export type ProfiledRegression = Regression &
  (
    | { readonly profiles: BenchmarkProfiles; readonly problem: null }
    | { readonly profiles: null; readonly problem: string }
  );

/** With fewer, one that was disturbed by other programs decides. */
const FIRST_REPETITIONS = 3;

/** More add little to what is seen by then. */
const MOST_REPETITIONS = 5;

export interface TimeLeft {
  readonly nowMs: () => number;
  /** On the same clock. */
  readonly endMs: number;
}

/**
 * Profiles benchmarks as often as the time allows, one pair of processes after the other: each three times, so that
 * those that matter most can be told where time is short, and then all again. Which side comes first changes from pair
 * to pair. One that fails is not tried again.
 * @param regressions those that matter most first
 */
export async function profileRegressions(
  regressions: readonly Regression[],
  parts: ProfileParts,
  { nowMs, endMs }: TimeLeft,
): Promise<ProfiledRegression[]> {
  const collected = regressions.map((regression) => ({
    regression,
    apart: null as Sides<Profiled> | null,
    repetitions: [] as Sides<Profiled>[],
    problem: null as string | null,
    longestMs: 0,
  }));
  const isOver = (needMs = 0): boolean => parts.signal.aborted || nowMs() + needMs > endMs;
  for (const upTo of [FIRST_REPETITIONS, MOST_REPETITIONS]) {
    for (const one of collected) {
      while (one.repetitions.length < upTo && one.problem === null && !isOver(one.longestMs)) {
        const startMs = nowMs();
        const repetition = one.repetitions.length;
        const pairOf = (inlining: boolean) => profilePair(one.regression, { inlining, repetition }, parts);
        try {
          if (repetition === 0) one.apart = await pairOf(false);
          one.repetitions.push(await pairOf(true));
        } catch (error) {
          // What is known by then is kept, where time ran out in the middle of one more.
          if (isOver()) break;
          one.problem = reasonOf(error);
        }
        one.longestMs = Math.max(one.longestMs, (nowMs() - startMs) / (repetition === 0 ? 2 : 1));
      }
    }
  }
  return collected.map(({ regression, apart, repetitions, problem }) =>
    repetitions.length > 0
      ? { ...regression, profiles: { apart, repetitions }, problem: null }
      : { ...regression, profiles: null, problem: problem ?? noTime(parts.signal) },
  );
}

async function profilePair(
  { benchmark, sources }: Regression,
  { inlining, repetition }: { readonly inlining: boolean; readonly repetition: number },
  parts: ProfileParts,
): Promise<Sides<Profiled>> {
  const profile = (side: Variant) => profileSide(benchmark, sources[side], { inlining }, parts);
  if (repetition % 2 === 0) {
    const base = await profile('base');
    return { base, head: await profile('head') };
  }
  const head = await profile('head');
  return { base: await profile('base'), head };
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function noTime({ aborted, reason }: AbortSignal): string {
  const isStopped = aborted && !(reason instanceof Error && reason.name === 'TimeoutError');
  return isStopped ? 'it was stopped' : 'the time for it ran out';
}
