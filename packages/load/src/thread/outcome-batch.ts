import { ERROR_KINDS, type RequestFailure } from '../http/error-kind.js';
import type { Outcome } from '../measure/outcome.js';

/** Outcomes in columns, as they go from one thread to another: moved, not copied. */
export interface OutcomeBatch {
  readonly count: number;
  /** Row by row: request, intended, started, ended (ns), status (0 for none), bytes, failure (0 for none). */
  readonly numbers: Float64Array<ArrayBuffer>;
  /** What a failure's number less 1 means. */
  readonly failures: readonly RequestFailure[];
}

const COLUMNS = 7;

/** Gathers outcomes until they are sent on. */
export class OutcomeBatcher {
  #numbers = new Float64Array(1024 * COLUMNS);
  #count = 0;
  #failures = new Map<string, { readonly number: number; readonly failure: RequestFailure }>();

  get count(): number {
    return this.#count;
  }

  add({ request, intendedNs, startedNs, endedNs, status, bodyBytes, failure }: Outcome): void {
    const offset = this.#count * COLUMNS;
    if (offset === this.#numbers.length) {
      const grown = new Float64Array(this.#numbers.length * 2);
      grown.set(this.#numbers);
      this.#numbers = grown;
    }
    this.#numbers.set(
      [request, intendedNs, startedNs, endedNs, status ?? 0, bodyBytes, this.#numberOf(failure)],
      offset,
    );
    this.#count++;
  }

  /** Returns what was gathered, and begins anew. */
  take(): OutcomeBatch {
    const numbers = this.#numbers.slice(0, this.#count * COLUMNS);
    const failures = [...this.#failures.values()].map(({ failure }) => failure);
    const batch = { count: this.#count, numbers, failures };
    this.#count = 0;
    this.#failures = new Map();
    return batch;
  }

  #numberOf(failure: RequestFailure | null): number {
    if (failure === null) return 0;
    const key = `${ERROR_KINDS.indexOf(failure.kind)} ${failure.message}`;
    const known = this.#failures.get(key);
    if (known !== undefined) return known.number;
    const number = this.#failures.size + 1;
    this.#failures.set(key, { number, failure });
    return number;
  }
}

/** Yields the outcomes of a batch in the order they were added. */
export function* outcomesOf({ count, numbers, failures }: OutcomeBatch): Generator<Outcome> {
  for (let row = 0; row < count; row++) {
    const at = (column: number): number => numbers[row * COLUMNS + column] as number;
    yield {
      request: at(0),
      intendedNs: at(1),
      startedNs: at(2),
      endedNs: at(3),
      status: at(4) === 0 ? null : at(4),
      bodyBytes: at(5),
      failure: failures[at(6) - 1] ?? null,
    };
  }
}
