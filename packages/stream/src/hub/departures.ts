import { CLOSE_CODES } from '../message/close-code.js';
import type { HelloMessage } from '../message/server-message.js';

const MOST_KEPT = 1_000;
const BROKEN = 1006;

type Departure = NonNullable<HelloMessage['previous']> & { readonly atMs: number };

/** How the latest watchers left, so that the reason can be sent when they come back. */
export class Departures {
  readonly #byWatcher = new Map<string, Departure>();

  add(watcherId: string, departure: Departure): void {
    this.#byWatcher.set(watcherId, departure);
    for (const id of this.#byWatcher.keys()) {
      if (this.#byWatcher.size <= MOST_KEPT) return;
      this.#byWatcher.delete(id);
    }
  }

  /** Returns how a watcher left, and forgets it: it is back. Null when that is not known. */
  take(watcherId: string): HelloMessage['previous'] {
    const departure = this.#byWatcher.get(watcherId);
    if (departure === undefined) return null;
    this.#byWatcher.delete(watcherId);
    const { code, reason, gapCount, sampleCount } = departure;
    return { code, reason, gapCount, sampleCount };
  }

  /** Whether somebody whose connection broke since then may be on the way back. */
  expectsReturn(sinceMs: number): boolean {
    for (const { code, atMs } of this.#byWatcher.values()) {
      if ((code === BROKEN || code === CLOSE_CODES.tooSlow) && atMs > sinceMs) return true;
    }
    return false;
  }
}
