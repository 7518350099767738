import type { RequestFailure } from '../http/error-kind.js';

/** What became of one request. Times are nanoseconds since the run of load began. */
export interface Outcome {
  /** Index into the scenario's requests. */
  readonly request: number;
  /** When it was to be sent: by the schedule (open loop), or when its turn came (closed loop). */
  readonly intendedNs: number;
  /** When the generator handed it to the connections; later than intended where the generator was late. */
  readonly startedNs: number;
  /**
   * When the last byte of the answer was read, or its failure known. Latency is `endedNs - intendedNs`: the wait for
   * the generator and for a free connection is part of it.
   */
  readonly endedNs: number;
  /** Null where no status came. */
  readonly status: number | null;
  readonly bodyBytes: number;
  /** Null for a good answer. */
  readonly failure: RequestFailure | null;
}
