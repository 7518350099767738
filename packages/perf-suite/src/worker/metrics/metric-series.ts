import type { MetricValues } from '@perf-suite/schema';

/** Observed values kept of one series in one round: when they are that many, every second one goes. */
export const OBSERVED_LIMIT = 256;

/** What one benchmark and round said about one metric with its labels. */
export class MetricSeries {
  #last: number | null = null;
  #sum: number | null = null;
  #observed: number[] = [];
  /** Every this many values one is kept. */
  #stride = 1;
  #skip = 0;

  set(value: number): void {
    this.#last = value;
  }

  add(amount: number): void {
    this.#sum = (this.#sum ?? 0) + amount;
  }

  observe(value: number): void {
    if (this.#skip > 0) {
      this.#skip -= 1;
      return;
    }
    this.#observed.push(value);
    this.#skip = this.#stride - 1;
    if (this.#observed.length < OBSERVED_LIMIT) return;
    // The value just taken goes too: the next one stands where the wider stride leads.
    this.#observed = this.#observed.filter((_, i) => i % 2 === 0);
    this.#stride *= 2;
  }

  /** Returns what was called, with its values: numbers, if the benchmark's code gave numbers. */
  read(): Pick<MetricValues, 'operation' | 'values'>[] {
    const read: Pick<MetricValues, 'operation' | 'values'>[] = [];
    if (this.#last !== null) read.push({ operation: 'set', values: [this.#last] });
    if (this.#sum !== null) read.push({ operation: 'add', values: [this.#sum] });
    if (this.#observed.length > 0) read.push({ operation: 'observe', values: this.#observed });
    return read;
  }
}
