import { monitorEventLoopDelay } from 'node:perf_hooks';

const INTERVAL_MS = 20;

/** Watches how late the event loop gets to its timers. */
export class EventLoopLag {
  readonly #intervals = monitorEventLoopDelay({ resolution: INTERVAL_MS });

  constructor() {
    this.#intervals.enable();
  }

  /** Returns the longest lag since the last call, in seconds; 0 where nothing was late. */
  readLongest(): number {
    const seconds = lagSeconds(this.#intervals.max);
    this.#intervals.reset();
    return seconds;
  }

  stop(): void {
    this.#intervals.disable();
  }
}

/** Node's histogram holds whole intervals between two timers, so that one of 20 ms is not late at all. */
export function lagSeconds(longestIntervalNs: number): number {
  return Math.max(0, longestIntervalNs / 1e9 - INTERVAL_MS / 1_000);
}
