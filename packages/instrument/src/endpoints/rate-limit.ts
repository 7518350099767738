/** Clients that are remembered; the one that was quiet for longest is forgotten first. */
const MOST_CLIENTS = 10_000;

/** Allows each client some requests at once and so many a second after that (a token bucket for each). */
export class RateLimit {
  readonly #burst: number;
  readonly #perSecond: number;
  readonly #nowMs: () => number;
  readonly #left = new Map<string, { readonly tokens: number; readonly atMs: number }>();

  constructor(options: { readonly burst: number; readonly perSecond: number; readonly nowMs: () => number }) {
    this.#burst = options.burst;
    this.#perSecond = options.perSecond;
    this.#nowMs = options.nowMs;
  }

  /** Counts a request; returns whether it is allowed. */
  allows(client: string): boolean {
    const atMs = this.#nowMs();
    const before = this.#left.get(client) ?? { tokens: this.#burst, atMs };
    const gained = ((atMs - before.atMs) / 1_000) * this.#perSecond;
    const tokens = Math.min(this.#burst, before.tokens + gained);
    const isAllowed = tokens >= 1;
    // Again at the end: a Map keeps the order in which its keys came.
    this.#left.delete(client);
    this.#left.set(client, { tokens: isAllowed ? tokens - 1 : tokens, atMs });
    if (this.#left.size > MOST_CLIENTS) this.#left.delete(this.#left.keys().next().value as string);
    return isAllowed;
  }
}
