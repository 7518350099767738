import { PerfError } from '@perf-suite/schema';
import type { SharedLog } from './shared-log.js';

/**
 * Connects to the log that a `--via` address names.
 * @throws {PerfError} `bad-usage` for another kind of address, `not-found` when nothing answers
 */
export async function openSharedLog(address: string): Promise<SharedLog> {
  const url = URL.canParse(address) ? new URL(address) : null;
  const name = url?.pathname.slice(1) || 'live';
  if (url === null || !/^[\w-]{1,64}$/.test(name)) throw badAddress(address);
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
