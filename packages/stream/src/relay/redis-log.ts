import { PerfError } from '@perf-suite/schema';
import { SHARED_LOG_MESSAGES, type SharedLog, type SharedRecord } from './shared-log.js';

const BLOCK_MS = 1_000;
const READ_AT_ONCE = 500;

/**
 * A shared log in a Redis Stream, key `perf-suite:live:<name>`.
 * @throws {PerfError} `not-found` when nothing answers; `setup-failed` without the package `@redis/client`
 */
export async function openRedisLog(url: URL, name: string): Promise<SharedLog> {
  const { createClient } = await loadRedis();
  const address = new URL(url);
  address.pathname = '';
  const key = `perf-suite:live:${name}`;
  const open = async () => {
    const client = createClient({
      url: address.href,
      socket: { connectTimeout: 5_000, reconnectStrategy: false },
    });
    // A broken connection rejects the command that is under way, which is where it is reported.
    client.on('error', () => {});
    return client.connect().catch((cause: unknown) => {
      throw new PerfError(
        'not-found',
        `--via: expected a Redis server at ${address.host}, found: ${messageOf(cause)}`,
        {
          hint: 'Start one (redis-server), or correct the address.',
          cause,
        },
      );
    });
  };
  const writer = await open();
  return {
    append: async (record) => {
      const trim = { strategy: 'MAXLEN', strategyModifier: '~', threshold: SHARED_LOG_MESSAGES } as const;
      await writer.xAdd(key, '*', { json: JSON.stringify(record) }, { TRIM: trim });
    },
    lastEpoch: async () => {
      const last = await writer.xRevRange(key, '+', '-', { COUNT: 1 });
      const json = last?.[0]?.message.json;
      return json === undefined ? null : (JSON.parse(json) as SharedRecord).epoch;
    },
    clear: async () => {
      await writer.del(key);
    },
    read: async function* (stop: AbortSignal) {
      // Of its own: a connection that waits for news can do nothing else.
      const reader = await open();
      try {
        let last = '0';
        while (!stop.aborted) {
          const streams = await reader.xRead({ key, id: last }, { BLOCK: BLOCK_MS, COUNT: READ_AT_ONCE });
          for (const { id, json } of entriesOf(streams)) {
            last = id;
            yield JSON.parse(json) as SharedRecord;
          }
        }
      } finally {
        reader.destroy();
      }
    },
    close: async () => {
      // Closed already when the server went away.
      if (writer.isOpen) await writer.close();
    },
  };
}

/** Returns the entries of what XREAD gave, whose type does not say much. */
function entriesOf(streams: unknown): { readonly id: string; readonly json: string }[] {
  if (!Array.isArray(streams)) return [];
  const found: { id: string; json: string }[] = [];
  for (const stream of streams as { messages?: { id: string; message: { json?: string } }[] }[]) {
    for (const { id, message } of stream.messages ?? [])
      if (message.json !== undefined) found.push({ id, json: message.json });
  }
  return found;
}

async function loadRedis(): Promise<typeof import('@redis/client')> {
  try {
    return await import('@redis/client');
  } catch (cause) {
    throw new PerfError('setup-failed', '--via redis: expected the package `@redis/client`, found none', {
      hint: 'Install it together with perf-suite: npm install @redis/client',
      cause,
    });
  }
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
