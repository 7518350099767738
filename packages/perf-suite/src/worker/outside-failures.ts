export interface OutsideFailure {
  readonly thrown: unknown;
  readonly reason: 'threw' | 'rejected';
}

/**
 * Catches what goes wrong outside of any call that someone awaits: an unhandled rejection, a throw
 * in a timer, and a promise that nothing will ever settle.
 */
export class OutsideFailures {
  #found: OutsideFailure | null = null;
  #giveUp: ((reason: Error) => void) | null = null;

  constructor() {
    process.on('unhandledRejection', (thrown) => this.#keep(thrown, 'rejected'));
    process.on('uncaughtException', (thrown) => this.#keep(thrown, 'threw'));
    process.on('beforeExit', () => {
      this.#giveUp?.(new StuckError('the promise never settles: nothing is left that could resolve it'));
    });
  }

  /** Waits for `act`, but not for ever: rejects once the event loop has nothing left to do. */
  async guard<T>(act: () => Promise<T>): Promise<T> {
    const stuck = new Promise<never>((_, reject) => {
      this.#giveUp = reject;
    });
    try {
      return await Promise.race([act(), stuck]);
    } finally {
      this.#giveUp = null;
    }
  }

  /** Returns what was caught since the last call, the first of several, or null. */
  take(): OutsideFailure | null {
    const found = this.#found;
    this.#found = null;
    return found;
  }

  #keep(thrown: unknown, reason: OutsideFailure['reason']): void {
    this.#found ??= { thrown, reason };
  }
}

/** Nothing is left in the event loop, yet something is awaited. */
export class StuckError extends Error {
  override readonly name = 'StuckError';
}
