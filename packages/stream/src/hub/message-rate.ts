/** Counts what a watcher sends, in windows of one second. */
export class MessageRate {
  readonly #perSecond: number;
  #windowStartMs = Number.NEGATIVE_INFINITY;
  #count = 0;

  constructor(perSecond: number) {
    this.#perSecond = perSecond;
  }

  /** Returns whether one more message is within the rate. */
  allows(nowMs: number): boolean {
    if (nowMs - this.#windowStartMs >= 1_000) {
      this.#windowStartMs = nowMs;
      this.#count = 0;
    }
    this.#count += 1;
    return this.#count <= this.#perSecond;
  }
}
