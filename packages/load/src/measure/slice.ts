import { ERROR_KINDS, type ErrorKind } from '../http/error-kind.js';
import type { LoadFacts, LoadGenerator, LoadOptions } from '../load-generator.js';
import type { Outcome } from './outcome.js';

/** What one slice of load measured. */
export interface SliceResult extends LoadFacts {
  /** By request, in the order of the scenario. */
  readonly requests: readonly RequestResult[];
}

export interface RequestResult {
  readonly name: string;
  /**
   * Nanoseconds from the intended start to the end of each good answer, in the order of their ends; and of each
   * request that timed out, the time that it waited: without those, the slowest would be missing.
   */
  readonly latenciesNs: Float64Array;
  /** Good answers. */
  readonly okCount: number;
  /** Requests that failed, by kind; kinds that did not occur are left out. */
  readonly errors: Readonly<Partial<Record<ErrorKind, number>>>;
  readonly errorCount: number;
}

/**
 * Sends load for a short time and returns all that was measured. It keeps every latency: for hours of load, take
 * the outcomes of `run` as they come.
 * @throws {RangeError} see `LoadGenerator.run`
 */
export async function measureSlice(
  generator: LoadGenerator,
  options: Omit<LoadOptions, 'onOutcome'>,
): Promise<SliceResult> {
  const { requests } = generator.scenario;
  const recorders = requests.map(({ name }) => new RequestRecorder(name));
  const facts = await generator.run({
    ...options,
    onOutcome: (outcome) => recorders[outcome.request]?.add(outcome),
  });
  return { ...facts, requests: recorders.map((recorder) => recorder.result()) };
}

class RequestRecorder {
  readonly #name: string;
  readonly #latenciesNs: number[] = [];
  readonly #errors = new Map<ErrorKind, number>();
  #okCount = 0;

  constructor(name: string) {
    this.#name = name;
  }

  add({ failure, intendedNs, endedNs }: Outcome): void {
    if (failure === null) this.#okCount++;
    else this.#errors.set(failure.kind, (this.#errors.get(failure.kind) ?? 0) + 1);
    if (failure === null || failure.kind === 'timeout') this.#latenciesNs.push(endedNs - intendedNs);
  }

  result(): RequestResult {
    const kinds = ERROR_KINDS.filter((kind) => this.#errors.has(kind));
    return {
      name: this.#name,
      latenciesNs: Float64Array.from(this.#latenciesNs),
      okCount: this.#okCount,
      errors: Object.fromEntries(kinds.map((kind) => [kind, this.#errors.get(kind)])),
      errorCount: [...this.#errors.values()].reduce((sum, count) => sum + count, 0),
    };
  }
}
