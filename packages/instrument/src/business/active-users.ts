/** More users than this at once are not told apart: the oldest is forgotten. */
const MOST_USERS = 100_000;

/** Counts different users that were seen within a window of time. Keeps their ids in memory, and nothing else. */
export class ActiveUsers {
  readonly #windowMs: number;
  readonly #nowMs: () => number;
  /** When each was seen last; a Map keeps the order in which its keys came. */
  readonly #seenMs = new Map<string, number>();

  constructor({ windowMs, nowMs }: { readonly windowMs: number; readonly nowMs: () => number }) {
    this.#windowMs = windowMs;
    this.#nowMs = nowMs;
  }

  seen(id: string): void {
    this.#seenMs.delete(id);
    this.#seenMs.set(id, this.#nowMs());
    if (this.#seenMs.size > MOST_USERS) this.#seenMs.delete(this.#seenMs.keys().next().value as string);
  }

  count(): number {
    const oldestMs = this.#nowMs() - this.#windowMs;
    for (const [id, seenMs] of this.#seenMs) {
      if (seenMs > oldestMs) break;
      this.#seenMs.delete(id);
    }
    return this.#seenMs.size;
  }
}
