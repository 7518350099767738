import type { RelayedMessage } from '../server/hub-driver.js';

/**
 * A run's messages in a server that many relays share, in order. Messages may be in it twice, when
 * two relays feed it or one was started again: readers know them by their numbers.
 */
export interface SharedLog {
  /** Adds a record at the end. Resolves when the server has it. */
  append(record: SharedRecord): Promise<void>;
  /** The epoch of the latest record; null when there is none. */
  lastEpoch(): Promise<string | null>;
  /** Forgets all records: another run begins. */
  clear(): Promise<void>;
  /** Yields all records from the first kept one on, and goes on as they come, until stopped. */
  read(stop: AbortSignal): AsyncIterable<SharedRecord>;
  close(): Promise<void>;
}

export interface SharedRecord {
  readonly epoch: string;
  /** Null: the run is over. */
  readonly message: RelayedMessage | null;
}

/** Bounds what a shared log keeps; beyond, the oldest goes first. */
export const SHARED_LOG_BYTES = 256 * 1024 * 1024;
export const SHARED_LOG_MESSAGES = 1_000_000;
