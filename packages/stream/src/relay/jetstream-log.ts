import { PerfError } from '@perf-suite/schema';
import { SHARED_LOG_BYTES, type SharedLog, type SharedRecord } from './shared-log.js';

const IDLE_MS = 1_000;

/**
 * A shared log in a JetStream stream `perf-suite-live-<name>`, on disk at the server.
 * @throws {PerfError} `not-found` when nothing answers; `setup-failed` without the packages, or
 *   where JetStream is not enabled
 */
export async function openJetStreamLog(url: URL, name: string): Promise<SharedLog> {
  const { connect, jetstream, jetstreamManager, isMissing } = await loadNats();
  const { username, password } = url;
  const connection = await connect({
    servers: url.host,
    timeout: 5_000,
    ...(username === '' ? {} : { user: decodeURIComponent(username), pass: decodeURIComponent(password) }),
    ...(url.protocol === 'tls:' ? { tls: {} } : {}),
  }).catch((cause: unknown) => {
    throw new PerfError(
      'not-found',
      `--via: expected a NATS server at ${url.host}, found: ${messageOf(cause)}`,
      {
        hint: 'Start one (nats-server --jetstream), or correct the address.',
        cause,
      },
    );
  });
  const stream = `perf-suite-live-${name}`;
  const subject = `perf-suite.live.${name}`;
  const manager = await jetstreamManager(connection).catch((cause: unknown) => notEnabled(url, cause));
  await manager.streams.info(stream).catch(async (cause: unknown) => {
    if (!isMissing(cause)) notEnabled(url, cause);
    await manager.streams.add({
      name: stream,
      subjects: [subject],
      max_bytes: SHARED_LOG_BYTES,
      discard: 'old',
    });
  });
  const client = jetstream(connection);
  return {
    append: async (record) => {
      await client.publish(subject, JSON.stringify(record));
    },
    lastEpoch: async () => {
      const { state } = await manager.streams.info(stream);
      if (state.messages === 0) return null;
      const last = await manager.streams.getMessage(stream, { last_by_subj: subject });
      return last?.json<SharedRecord>().epoch ?? null;
    },
    clear: async () => {
      await manager.streams.purge(stream);
    },
    read: async function* (stop: AbortSignal) {
      // An ordered consumer makes itself anew, from where it was, when the server or the network fails.
      const consumer = await client.consumers.get(stream);
      const messages = await consumer.consume({ idle_heartbeat: IDLE_MS });
      const end = (): void => messages.stop();
      stop.addEventListener('abort', end, { once: true });
      try {
        if (stop.aborted) return;
        for await (const message of messages) yield message.json<SharedRecord>();
      } finally {
        stop.removeEventListener('abort', end);
        messages.stop();
      }
    },
    // Nothing is under way: what was appended, the server has. Works on a connection that broke, too.
    close: () => connection.close(),
  };
}

function notEnabled(url: URL, cause: unknown): never {
  throw new PerfError(
    'setup-failed',
    `--via: expected JetStream at ${url.host}, found: ${messageOf(cause)}`,
    {
      hint: 'Start the server with JetStream: nats-server --jetstream',
      cause,
    },
  );
}

async function loadNats() {
  try {
    const [{ connect }, { jetstream, jetstreamManager, JetStreamApiCodes, JetStreamApiError }] =
      await Promise.all([import('@nats-io/transport-node'), import('@nats-io/jetstream')]);
    const isMissing = (error: unknown): boolean =>
      error instanceof JetStreamApiError && error.code === JetStreamApiCodes.StreamNotFound;
    return { connect, jetstream, jetstreamManager, isMissing };
  } catch (cause) {
    throw new PerfError('setup-failed', '--via nats: expected the packages of NATS, found none', {
      hint: 'Install them together with perf-suite: npm install @nats-io/transport-node @nats-io/jetstream',
      cause,
    });
  }
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
