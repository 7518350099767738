/** Relative width of a bin: a quantile read from the histogram is off by at most half of it. */
export const BIN_GROWTH_RATIO = 1.0001;

const LOG_GROWTH = Math.log(BIN_GROWTH_RATIO);
const PAGE_BITS = 8;
const PAGE_SIZE = 1 << PAGE_BITS;

/**
 * Counts of positive values in bins of equal relative width (0.01 %), in pages that exist only where
 * values fall: tens of kilobytes for a typical benchmark, and never more than about 1.5 MB.
 * Zeros are counted apart, since they have no logarithm.
 */
export class LogHistogram {
  readonly #pages = new Map<number, Uint32Array>();
  #order: number[] = [];
  #zeroCount = 0;
  #count = 0;

  get count(): number {
    return this.#count;
  }

  add(value: number): void {
    this.#change(value, 1);
  }

  /** Takes back a value that was added. */
  remove(value: number): void {
    this.#change(value, -1);
  }

  #change(value: number, by: 1 | -1): void {
    this.#count += by;
    if (!(value > 0)) {
      this.#zeroCount += by;
      return;
    }
    const bin = Math.floor(Math.log(value) / LOG_GROWTH);
    const key = bin >> PAGE_BITS;
    let page = this.#pages.get(key);
    if (page === undefined) {
      page = new Uint32Array(PAGE_SIZE);
      this.#pages.set(key, page);
      this.#order = [...this.#pages.keys()].sort((a, b) => a - b);
    }
    const slot = bin & (PAGE_SIZE - 1);
    page[slot] = (page[slot] as number) + by;
  }

  /** Calls back with each filled bin's middle value and count, smallest value first. */
  forEachBin(visit: (value: number, count: number) => void): void {
    if (this.#zeroCount > 0) visit(0, this.#zeroCount);
    for (const key of this.#order) {
      const page = this.#pages.get(key) as Uint32Array;
      for (let slot = 0; slot < PAGE_SIZE; slot++) {
        const count = page[slot] as number;
        if (count > 0) visit(Math.exp(((key << PAGE_BITS) + slot + 0.5) * LOG_GROWTH), count);
      }
    }
  }

  /** Returns the values below which the given shares (ascending, 0 to 1) of all values lie; NaN when empty. */
  quantiles(shares: readonly number[]): number[] {
    const found: number[] = [];
    let seen = 0;
    this.forEachBin((value, count) => {
      seen += count;
      while (
        found.length < shares.length &&
        seen >= Math.max(1, (shares[found.length] as number) * this.#count)
      ) {
        found.push(value);
      }
    });
    return shares.map((_, i) => found[i] ?? Number.NaN);
  }
}
