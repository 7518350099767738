const KEPT = 2_048;

/** The latest samples of one benchmark, in the order measured. */
export class RecentSamples {
  readonly #ring = new Float64Array(KEPT);
  #count = 0;

  add(ns: readonly number[]): void {
    // Of a long message only the end would stay.
    for (let index = Math.max(0, ns.length - KEPT); index < ns.length; index++) {
      this.#ring[this.#count % KEPT] = ns[index] as number;
      this.#count += 1;
    }
  }

  clear(): void {
    this.#count = 0;
  }

  /** A copy, oldest first. */
  values(): Float64Array {
    if (this.#count <= KEPT) return this.#ring.slice(0, this.#count);
    const start = this.#count % KEPT;
    const values = new Float64Array(KEPT);
    values.set(this.#ring.subarray(start));
    values.set(this.#ring.subarray(0, start), KEPT - start);
    return values;
  }
}
