export interface RequestLimitOptions {
  /** Requests that may come at once. */
  readonly burst: number;
  readonly perSecond: number;
  readonly nowMs: () => number;
}

interface Bucket {
  readonly left: number;
  readonly atMs: number;
}

/** Addresses that are remembered; the one that was quiet for longest is forgotten first. */
const MOST_ADDRESSES = 1_000;

/** How often an address may ask: a token bucket for each. */
export class RequestLimit {
  readonly #options: RequestLimitOptions;
  readonly #buckets = new Map<string, Bucket>();

  constructor(options: RequestLimitOptions) {
    this.#options = options;
  }

  /** Counts a request of an address; false where it asks too often. */
  admits(address: string): boolean {
    const { burst, perSecond, nowMs } = this.#options;
    const now = nowMs();
    const { left, atMs } = this.#buckets.get(address) ?? { left: burst, atMs: now };
    const refilled = Math.min(burst, left + ((now - atMs) / 1_000) * perSecond);
    const isAdmitted = refilled >= 1;
    // Put at the end, so that the first is the one that was quiet for longest.
    this.#buckets.delete(address);
    this.#buckets.set(address, { left: isAdmitted ? refilled - 1 : refilled, atMs: now });
    for (const oldest of this.#buckets.keys()) {
      if (this.#buckets.size <= MOST_ADDRESSES) break;
      this.#buckets.delete(oldest);
    }
    return isAdmitted;
  }

  get addressCount(): number {
    return this.#buckets.size;
  }
}
