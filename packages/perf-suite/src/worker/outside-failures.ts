import { ScriptEnd } from './load/import-file.js';
import { replacedTimers } from './measure/clock.js';

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
      this.#giveUp?.(new StuckError(`the promise never settles: ${causeOfStanding(replacedTimers())}`));
    });
  }

  /** Waits for `act`, but not for ever: rejects once the event loop has nothing left to do. */
  async guard<T>(act: () => Promise<T>): Promise<T> {
    try {
      return await new OwnPromise<T>((resolve, reject) => {
        this.#giveUp = reject;
        void settle(act, resolve, reject);
      });
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
    // Somebody ended their own program, which is no failure.
    if (!(thrown instanceof ScriptEnd)) this.#found ??= { thrown, reason };
  }
}

/** Taken before the user's code could replace it. */
const OwnPromise = Promise;

async function settle<T>(
  act: () => Promise<T>,
  resolve: (value: T) => void,
  reject: (reason: unknown) => void,
): Promise<void> {
  try {
    resolve(await act());
  } catch (thrown) {
    reject(thrown);
  }
}

function causeOfStanding(timers: readonly string[]): string {
  if (timers.length === 0) return 'nothing is left that could resolve it';
  const are = timers.length === 1 ? "is not Node's own timer" : "are not Node's own timers";
  return `${timers.join(', ')} ${are}, as if a test library fakes time, and nothing advances its clock. Restore the real timers first (clock.uninstall(), vi.useRealTimers())`;
}

/** Nothing is left in the event loop, yet something is awaited. */
export class StuckError extends Error {
  override readonly name = 'StuckError';
}
