import { PerfError } from '@perf-suite/schema';
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

/**
 * Connects to the log that a `--via` address names.
 * @throws {PerfError} `bad-usage` for another kind of address, `not-found` when nothing answers
 */
export async function openSharedLog(address: string): Promise<SharedLog> {
  const url = URL.canParse(address) ? new URL(address) : null;
  const name = url?.pathname.slice(1) || 'live';
  if (url === null || !/^[\w-]{1,64}$/.test(name)) throw badAddress(address);
  const hidden = new URL(url);
  hidden.password = '';
  if (url.protocol === 'nats:' || url.protocol === 'tls:') {
    const { openJetStreamLog } = await import('./jetstream-log.js');
    return openJetStreamLog(url, name);
  }
  if (url.protocol === 'redis:' || url.protocol === 'rediss:') {
    const { openRedisLog } = await import('./redis-log.js');
    return openRedisLog(url, name);
  }
  throw badAddress(address);
}

function badAddress(address: string): PerfError {
  return new PerfError(
    'bad-usage',
    `--via: expected nats://host:4222/name or redis://host:6379/name, found ${JSON.stringify(address)}`,
    {
      hint: 'The name (letters, digits, - and _) keeps runs apart; "live" without one.',
    },
  );
}
