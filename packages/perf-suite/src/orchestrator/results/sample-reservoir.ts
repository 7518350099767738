/** One batch's duration, and in an A/B run its neighbour's. */
interface KeptSample {
  readonly index: number;
  readonly headNs: number;
  readonly baseNs: number;
  readonly headFirst: number;
}

export interface KeptSamples {
  readonly headNs: Float64Array;
  readonly baseNs: Float64Array;
  readonly headFirst: Uint8Array;
  /** How many were offered; more than are kept when the cap bit. */
  readonly measuredCount: number;
}

/**
 * Keeps at most `cap` of the samples of one benchmark and round, each with the same chance, in the
 * order measured. A sample of one variant only has 0 as its base duration.
 * Source: Vitter 1985, algorithm R, with the index kept so that the order can be restored.
 */
export class SampleReservoir {
  readonly #cap: number;
  readonly #random: () => number;
  readonly #kept: KeptSample[] = [];
  #measuredCount = 0;

  /** @param random uniform in [0, 1): seeded, so that the same run keeps the same samples */
  constructor(cap: number, random: () => number) {
    this.#cap = cap;
    this.#random = random;
  }

  get measuredCount(): number {
    return this.#measuredCount;
  }

  add(headNs: number, baseNs = 0, headFirst = 0): void {
    const index = this.#measuredCount++;
    if (index < this.#cap) {
      this.#kept.push({ index, headNs, baseNs, headFirst });
      return;
    }
    const slot = Math.floor(this.#random() * (index + 1));
    if (slot < this.#cap) this.#kept[slot] = { index, headNs, baseNs, headFirst };
  }

  samples(): KeptSamples {
    const inOrder = [...this.#kept].sort((a, b) => a.index - b.index);
    return {
      headNs: Float64Array.from(inOrder, ({ headNs }) => headNs),
      baseNs: Float64Array.from(inOrder, ({ baseNs }) => baseNs),
      headFirst: Uint8Array.from(inOrder, ({ headFirst }) => headFirst),
      measuredCount: this.#measuredCount,
    };
  }
}
