import { type RoundRequests, sumOfRequests } from '@perf-suite/schema';

/** How many of the requests of one name to one side failed. */
export interface RequestCounts {
  readonly total: number;
  readonly failed: number;
}

export function requestCounts(requests: RoundRequests): RequestCounts {
  const { total, failed } = sumOfRequests([requests]);
  return { total, failed };
}

/** Returns how many of the requests of all rounds failed. */
export function summedCounts(rounds: readonly RequestCounts[]): RequestCounts {
  return {
    total: rounds.reduce((sum, { total }) => sum + total, 0),
    failed: rounds.reduce((sum, { failed }) => sum + failed, 0),
  };
}

/** Returns the share of requests that failed; 0 of none. */
export function failedShare({ total, failed }: RequestCounts): number {
  return total === 0 ? 0 : failed / total;
}

/** So many requests without a failure show that less than the share asked for fail: 1 - (1 - share)^n > 95 %. */
const REQUESTS_BY_SHARE = 3;

/** Returns the verdict on failures: `unchanged` only where both sides were sent enough requests to show a change. */
export function verdictByCounts<Verdict extends string>(
  verdict: Verdict,
  {
    baseline,
    current,
    minimumEffect,
  }: Readonly<Record<'baseline' | 'current', RequestCounts>> & { readonly minimumEffect: number },
): Verdict | 'inconclusive' {
  const isFew = Math.min(baseline.total, current.total) < REQUESTS_BY_SHARE / minimumEffect;
  return verdict === 'unchanged' && isFew ? 'inconclusive' : verdict;
}
