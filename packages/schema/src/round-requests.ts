import * as v from 'valibot';
import type { DeepReadonly } from './deep-readonly.js';
import { count, nonNegative } from './field.js';

/**
 * Why a request of a load test gave no good answer.
 * - `refused`: nothing listens there
 * - `unreachable`: no such host, or no way to it
 * - `tls`: the certificate or the handshake
 * - `reset`: the connection ended before the answer did
 * - `timeout`: no whole answer in time
 * - `protocol`: the answer is not HTTP, or not of the version asked for
 * - `too-large`: the body is larger than may be read
 * - `status`: a status code that is not wanted
 * - `check`: an answer that is not as it must be
 * - `other`: none of these; its message tells
 */
export const REQUEST_ERRORS = [
  'refused',
  'unreachable',
  'tls',
  'reset',
  'timeout',
  'protocol',
  'too-large',
  'status',
  'check',
  'other',
] as const;

export type RequestError = (typeof REQUEST_ERRORS)[number];

const optionalCount = v.exactOptional(count);
const errorCounts = {
  refused: optionalCount,
  unreachable: optionalCount,
  tls: optionalCount,
  reset: optionalCount,
  timeout: optionalCount,
  protocol: optionalCount,
  'too-large': optionalCount,
  status: optionalCount,
  check: optionalCount,
  other: optionalCount,
} satisfies Record<RequestError, typeof optionalCount>;

/** What became of the requests of one name in one round. */
export const roundRequestsSchema = v.object({
  /** Time in which they were sent and answered: throughput is `okCount` over this. */
  elapsedMs: nonNegative,
  /** Good answers. */
  okCount: count,
  /** How many failed, by kind; kinds that did not occur are left out. */
  errors: v.object(errorCounts),
  /**
   * Over all latencies, also those that the cap left out of the samples, to three digits; null without any. A
   * request that timed out counts with the time that it waited.
   */
  latencyNs: v.nullable(
    v.object({ p50: nonNegative, p95: nonNegative, p99: nonNegative, p999: nonNegative, max: nonNegative }),
  ),
});

/** By variant: head alone, or base and head. */
export const requestsByVariantSchema = v.object({
  base: v.exactOptional(roundRequestsSchema),
  head: v.exactOptional(roundRequestsSchema),
});

export type RoundRequests = DeepReadonly<v.InferOutput<typeof roundRequestsSchema>>;
export type RequestsByVariant = DeepReadonly<v.InferOutput<typeof requestsByVariantSchema>>;

/** What became of the requests of one name to one side over several rounds. */
export interface RequestSum {
  /** Good answers and failures. */
  readonly total: number;
  readonly failed: number;
  /** How many failed, by kind; kinds that did not occur are left out. */
  readonly errors: Readonly<Partial<Record<RequestError, number>>>;
}

/** Returns what became of requests over all rounds given. */
export function sumOfRequests(rounds: readonly Pick<RoundRequests, 'okCount' | 'errors'>[]): RequestSum {
  const errors: Partial<Record<RequestError, number>> = {};
  let total = 0;
  let failed = 0;
  for (const round of rounds) {
    total += round.okCount;
    for (const kind of REQUEST_ERRORS) {
      const count = round.errors[kind] ?? 0;
      if (count === 0) continue;
      errors[kind] = (errors[kind] ?? 0) + count;
      failed += count;
    }
  }
  return { total: total + failed, failed, errors };
}
