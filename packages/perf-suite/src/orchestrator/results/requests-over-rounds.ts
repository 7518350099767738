import {
  type RequestError,
  type RoundRequests,
  type RunFile,
  sumOfRequests,
  type Variant,
} from '@perf-suite/schema';
import { median } from '../../wire/median.js';

/** What became of the requests of one name over all rounds. */
export interface RequestTotals {
  /** Good answers. */
  readonly okCount: number;
  readonly errorCount: number;
  /** By kind; kinds that did not occur are left out. */
  readonly errors: Readonly<Partial<Record<RequestError, number>>>;
  /** Good answers in a second of load. */
  readonly perSecond: number;
  /** Median over the rounds, in nanoseconds; null where no round has any. */
  readonly p99Ns: number | null;
}

/** Returns what became of the requests to a service by side; null where the benchmark is none. */
export function requestsOverRounds({
  rounds,
}: RunFile['benchmarks'][number]): Partial<Record<Variant, RequestTotals>> | null {
  const sides = (['base', 'head'] as const).flatMap((variant) => {
    const told = rounds.flatMap(({ requests }) => requests?.[variant] ?? []);
    return told.length === 0 ? [] : [[variant, totalsOf(told)] as const];
  });
  return sides.length === 0 ? null : Object.fromEntries(sides);
}

function totalsOf(rounds: readonly RoundRequests[]): RequestTotals {
  const { total, failed: errorCount, errors } = sumOfRequests(rounds);
  const okCount = total - errorCount;
  const elapsedMs = rounds.reduce((sum, round) => sum + round.elapsedMs, 0);
  const p99s = rounds.flatMap(({ latencyNs }) => latencyNs?.p99 ?? []);
  return {
    okCount,
    errorCount,
    errors,
    perSecond: okCount / Math.max(0.001, elapsedMs / 1000),
    p99Ns: p99s.length === 0 ? null : median(p99s),
  };
}
