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
