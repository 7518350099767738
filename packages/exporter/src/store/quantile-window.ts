/** The latest values of one summary series, and the count and sum of all values ever. */
export class QuantileWindow {
  readonly #capacity: number;
  readonly #values: number[] = [];
  #next = 0;
  sum = 0;
  count = 0;

  constructor(capacity = 1_000) {
    this.#capacity = capacity;
  }

  observe(value: number): void {
    this.#values[this.#next] = value;
    this.#next = (this.#next + 1) % this.#capacity;
    this.sum += value;
    this.count += 1;
  }

  /** Returns each quantile by nearest rank, NaN before the first value. */
  quantiles(at: readonly number[]): number[] {
    const sorted = [...this.#values].sort((a, b) => a - b);
    return at.map((quantile) => sorted[Math.max(0, Math.ceil(quantile * sorted.length) - 1)] ?? Number.NaN);
  }
}
