/** How many clients are known at once: who comes back after so many others begins anew. */
const MOST_CLIENTS = 10_000;

interface Bucket {
  tokens: number;
  updatedMs: number;
}

/** Allows each client so many requests a minute, all at once or over the minute (a token bucket). */
export class RateLimit {
  readonly #perMinute: number;
  readonly #nowMs: () => number;
  readonly #buckets = new Map<string, Bucket>();

  constructor(perMinute: number, nowMs: () => number) {
    this.#perMinute = perMinute;
    this.#nowMs = nowMs;
  }

  /** Counts a request; returns 0 where it is allowed, or in how many seconds it will be. */
  take(client: string): number {
    const nowMs = this.#nowMs();
    const bucket = this.#buckets.get(client) ?? { tokens: this.#perMinute, updatedMs: nowMs };
    const gained = ((nowMs - bucket.updatedMs) / 60_000) * this.#perMinute;
    const tokens = Math.min(this.#perMinute, bucket.tokens + gained);
    this.#buckets.delete(client);
    this.#buckets.set(client, { tokens: tokens >= 1 ? tokens - 1 : tokens, updatedMs: nowMs });
    // A Map keeps the order in which its keys came: the first is the one that was away longest.
    if (this.#buckets.size > MOST_CLIENTS) this.#buckets.delete(this.#buckets.keys().next().value as string);
    return tokens >= 1 ? 0 : Math.ceil(((1 - tokens) / this.#perMinute) * 60);
  }
}
