import { nowNs } from '../../measure/clock.js';
import { OwnTime } from '../../measure/reported-durations.js';

interface Sample {
  readonly operations: number;
  readonly duration_ns: bigint;
  /** Operations per second. */
  readonly rate: number;
  readonly detail?: unknown;
}

/** What stays the same for all calls of one benchmark. */
export interface ContextFacts {
  readonly name: string;
  readonly params: Readonly<Record<string, string | number | boolean>>;
  readonly signal: AbortSignal;
}

export type ContextPhase = 'warmup' | 'measurement';

/** What a benchmark gets for each call, and by which it says how long its work took. */
export class BenchContext implements ContextFacts {
  readonly name: string;
  readonly params: ContextFacts['params'];
  readonly signal: AbortSignal;
  readonly phase: ContextPhase;
  readonly index: number;
  #startNs: bigint | null = null;
  #sample: Sample | null = null;

  constructor({ name, params, signal }: ContextFacts, phase: ContextPhase, index: number) {
    this.name = name;
    this.params = params;
    this.signal = signal;
    this.phase = phase;
    this.index = index;
  }

  start(): void {
    if (this.#startNs !== null || this.#sample !== null) throw misused('start() once, found a second one');
    this.#startNs = nowNs();
  }

  end(operations: number, options?: { readonly detail?: unknown }): Sample {
    const endNs = nowNs();
    if (this.#startNs === null) throw misused('start() before end()');
    return this.#keep({ operations, duration_ns: endNs - this.#startNs, ...options });
  }

  record(sample: Pick<Sample, 'operations' | 'duration_ns' | 'detail'>): Sample {
    if (this.#startNs !== null) throw misused('either start() and end(), or record(), found both');
    if (typeof sample.duration_ns !== 'bigint' || sample.duration_ns <= 0n)
      throw misused(`duration_ns as a positive bigint, found ${String(sample.duration_ns)}`);
    return this.#keep(sample);
  }

  /** How often it is called is not the benchmark's to say here. */
  done(): void {}

  diagnostic(): void {}

  ownTime(): OwnTime {
    if (this.#sample === null)
      throw misused(
        this.#startNs === null
          ? 'start() and end(operations), or record(), in each call, found neither'
          : 'end(operations) after start(), found none',
      );
    return new OwnTime(Number(this.#sample.duration_ns), this.#sample.operations);
  }

  #keep({ operations, duration_ns, detail }: Omit<Sample, 'rate'>): Sample {
    if (this.#sample !== null) throw misused('one sample in each call, found a second one');
    if (!Number.isSafeInteger(operations) || operations < 1)
      throw misused(`the number of operations as a whole number from 1, found ${String(operations)}`);
    const rate = (operations * 1e9) / Number(duration_ns);
    this.#sample = { operations, duration_ns, rate, ...(detail === undefined ? {} : { detail }) };
    return this.#sample;
  }
}

function misused(expected: string): Error {
  return new Error(`node:bench: expected ${expected}`);
}
