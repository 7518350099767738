import { PerfError } from '@perf-suite/schema';
import type { LiveWatcher } from '../client/live-watcher.js';
import { watchLive } from '../client/node.js';
import type { WatchOptions } from '../client/watch-options.js';

export type StreamEnd = Awaited<LiveWatcher['ended']>;

/**
 * A stream that a command follows to the end of its run. What a server says that the command cannot make
 * sense of ends the following, with a word on it, and not the process.
 */
export class FollowedStream {
  readonly #watcher: LiveWatcher;
  #failure: PerfError | null = null;

  constructor(url: string, options: WatchOptions) {
    const { onSnapshot, onMessage, onGap } = options;
    this.#watcher = watchLive(url, {
      ...options,
      onSnapshot: (snapshot) => this.guard(() => onSnapshot?.(snapshot)),
      onMessage: (message) => this.guard(() => onMessage?.(message)),
      onGap: (gap) => this.guard(() => onGap?.(gap)),
    });
  }

  /** Does something with what came; once that has failed, nothing more. */
  guard(work: () => void): void {
    if (this.#failure !== null) return;
    try {
      work();
    } catch (cause) {
      this.#failure = notUnderstood(cause);
      this.leave();
    }
  }

  leave(): void {
    this.#watcher.close();
  }

  /**
   * Waits for the run's end; leaves the stream when told to stop.
   * @throws {PerfError} `bad-file` when what came made no sense
   */
  async end(stop: AbortSignal): Promise<StreamEnd> {
    const leave = (): void => this.leave();
    if (stop.aborted) leave();
    stop.addEventListener('abort', leave, { once: true });
    const end = await this.#watcher.ended;
    stop.removeEventListener('abort', leave);
    if (this.#failure !== null) throw this.#failure;
    return end;
  }
}

/** Returns the error for messages that something failed over. */
export function notUnderstood(cause: unknown): PerfError {
  const found = cause instanceof Error ? cause.message : String(cause);
  return new PerfError('bad-file', `expected the messages of a run, found invalid ones: ${found}`, {
    hint: 'Check that the address is that of a perf-suite stream, and that its version is not newer than this one.',
    cause,
  });
}
