import type { RelayedMessage } from '../server/hub-driver.js';

/**
 * A run's messages in a server that many relays share, in order. Messages may be in it twice, when
 * two relays feed it or one was started again: readers know them by their numbers.
 */
export interface SharedLog {
  /** Adds a message at the end. Resolves when the server has it. */
  append(record: SharedRecord): Promise<void>;
  /** Yields all messages from the first kept one on, and goes on as they come, until stopped. */
  read(stop: AbortSignal): AsyncIterable<SharedRecord>;
  close(): Promise<void>;
}

export type SharedRecord = RelayedMessage | { readonly type: 'end'; readonly epoch: string };

/** Bounds what a shared log keeps; beyond, the oldest goes first. */
export const SHARED_LOG_BYTES = 256 * 1024 * 1024;
export const SHARED_LOG_MESSAGES = 1_000_000;
