interface Totals {
  readonly atMs: number;
  readonly requests: number;
  readonly errors: number;
}

const WINDOW_MS = 60_000;
const SHORTEST_STEP_MS = 1_000;

/** The share of requests that failed within the last minute, from totals that are taken at each scrape. */
export class ErrorRate {
  #taken: Totals[];

  constructor(nowMs: number) {
    this.#taken = [{ atMs: nowMs, requests: 0, errors: 0 }];
  }

  /** Returns the share since the newest totals that are at least a minute old, or the oldest; 0 without requests. */
  after(now: Totals): number {
    while ((this.#taken[1]?.atMs ?? Number.POSITIVE_INFINITY) <= now.atMs - WINDOW_MS) this.#taken.shift();
    const [before] = this.#taken as [Totals];
    if (now.atMs - (this.#taken.at(-1) as Totals).atMs >= SHORTEST_STEP_MS) this.#taken.push(now);
    const requests = now.requests - before.requests;
    return requests > 0 ? (now.errors - before.errors) / requests : 0;
  }
}
