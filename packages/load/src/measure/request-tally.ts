import { REQUEST_ERRORS, type RequestError, type RoundRequests } from '@perf-suite/schema';
import { LatencyHistogram, type LatencyPercentiles } from './latency-histogram.js';
import type { Outcome } from './outcome.js';

/** Failures of one kind, with the words of the first of them. */
export interface ErrorTally {
  readonly kind: RequestError;
  readonly count: number;
  readonly example: string;
}

/** Counts what became of the requests of one name. */
export class RequestTally {
  readonly #latency = new LatencyHistogram();
  readonly #errors = new Map<RequestError, { count: number; readonly example: string }>();
  #okCount = 0;

  get okCount(): number {
    return this.#okCount;
  }

  get errorCount(): number {
    return [...this.#errors.values()].reduce((sum, { count }) => sum + count, 0);
  }

  /** The most frequent first. */
  get errors(): ErrorTally[] {
    return [...this.#errors]
      .map(([kind, { count, example }]) => ({ kind, count, example }))
      .sort((a, b) => b.count - a.count);
  }

  /** In words, such as `3 of 400 requests failed: 3 status (status 500)`; null where none failed. */
  get errorText(): string | null {
    const { errorCount } = this;
    if (errorCount === 0) return null;
    const kinds = this.errors.map(({ kind, count, example }) => `${count} ${kind} (${example})`);
    return `${errorCount} of ${errorCount + this.#okCount} requests failed: ${kinds.join(', ')}`;
  }

  /** Null where nothing has a latency. */
  get latency(): LatencyPercentiles | null {
    return this.#latency.percentiles();
  }

  add(outcome: Outcome): void {
    const { failure } = outcome;
    if (failure === null) this.#okCount++;
    else {
      const known = this.#errors.get(failure.kind);
      if (known === undefined) this.#errors.set(failure.kind, { count: 1, example: failure.message });
      else known.count++;
    }
    const latencyNs = latencyOf(outcome);
    if (latencyNs !== null) this.#latency.add(latencyNs);
  }

  /** Returns the counts as a run file holds them. */
  counts(elapsedMs: number): RoundRequests {
    const kinds = REQUEST_ERRORS.filter((kind) => this.#errors.has(kind));
    return {
      elapsedMs,
      okCount: this.#okCount,
      errors: Object.fromEntries(kinds.map((kind) => [kind, this.#errors.get(kind)?.count ?? 0])),
      latencyNs: this.latency,
    };
  }

  reset(): void {
    this.#latency.reset();
    this.#errors.clear();
    this.#okCount = 0;
  }
}

/** Returns the latency of a good answer, or how long a request that timed out waited; null for other failures. */
export function latencyOf({ failure, intendedNs, endedNs }: Outcome): number | null {
  return failure === null || failure.kind === 'timeout' ? endedNs - intendedNs : null;
}
