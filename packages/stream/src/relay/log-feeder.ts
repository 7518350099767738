import type { RelayedMessage } from '../server/hub-driver.js';
import type { SharedLog, SharedRecord } from './shared-log.js';

/** Puts a stream into a shared log, one message after the other, in the stream's order. */
export class LogFeeder {
  readonly #log: SharedLog;
  readonly #onFailure: () => void;
  #epoch: string | null = null;
  #done = Promise.resolve();
  #failure: { readonly cause: unknown } | null = null;

  /** @param onFailure called once, when the log takes no more */
  constructor(log: SharedLog, onFailure: () => void) {
    this.#log = log;
    this.#onFailure = onFailure;
  }

  /** @param then called when the log has it: what is not shared is not served, so that relays of one run do not differ */
  take(message: RelayedMessage, then: () => void): void {
    if (message.type === 'snapshot' && message.epoch !== this.#epoch) {
      const { epoch } = message;
      this.#epoch = epoch;
      this.#then(async () => {
        // What is there of this run, from another relay or an earlier start, stays.
        if ((await this.#log.lastEpoch()) !== epoch) await this.#log.clear();
      });
    }
    this.#append(message);
    this.#then(async () => then());
  }

  /**
   * Resolves when the server has everything.
   * @param complete the run is over: says so to those who read
   * @throws what the log failed with
   */
  async end({ complete }: { readonly complete: boolean }): Promise<void> {
    if (complete) this.#append(null);
    await this.#done;
    if (this.#failure !== null) throw this.#failure.cause;
  }

  #append(message: SharedRecord['message']): void {
    const epoch = this.#epoch ?? 'unknown';
    this.#then(() => this.#log.append({ epoch, message }));
  }

  #then(step: () => Promise<void>): void {
    this.#done = this.#done.then(async () => {
      if (this.#failure !== null) return;
      try {
        await step();
      } catch (cause) {
        this.#failure = { cause };
        this.#onFailure();
      }
    });
  }
}
