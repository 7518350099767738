import type { PairedBenchmark } from '@perf-suite/schema';
import { type RequestCounts, requestCounts } from '../request-counts.js';

/** What became of the requests to both sides, by round; all lists are as long as `rounds`. */
export interface ErrorRounds {
  /** Numbers of the rounds in which both sides were asked, ascending. */
  readonly rounds: readonly number[];
  readonly base: readonly RequestCounts[];
  readonly head: readonly RequestCounts[];
}

/** Returns what a benchmark's rounds say of failed requests; null where it sends none. */
export function errorRounds(benchmark: PairedBenchmark): ErrorRounds | null {
  const asked = benchmark.rounds
    .toSorted((a, b) => a.round - b.round)
    .flatMap(({ round, requests }) => {
      if (requests?.base === undefined || requests.head === undefined) return [];
      const [base, head] = [requestCounts(requests.base), requestCounts(requests.head)];
      return base.total === 0 || head.total === 0 ? [] : [{ round, base, head }];
    });
  if (asked.length === 0) return null;
  return {
    rounds: asked.map(({ round }) => round),
    base: asked.map(({ base }) => base),
    head: asked.map(({ head }) => head),
  };
}
