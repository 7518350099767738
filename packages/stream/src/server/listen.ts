import type { Server } from 'node:net';
import { PerfError } from '@perf-suite/schema';
import { listenOn } from '@perf-suite/schema/node';

const PORTS_TRIED = 100;

/**
 * Listens on the port, or on the next free one, and returns it. Port 0 takes any.
 * @throws {PerfError} `port-in-use` when a hundred ports in a row are taken, or the address is not ours
 */
export async function listenOnNextFreePort(
  server: Server,
  at: { host: string; port: number },
): Promise<number> {
  const last = at.port === 0 ? 0 : Math.min(at.port + PORTS_TRIED - 1, 65_535);
  for (let port = at.port; ; port++) {
    try {
      return await listenOn(server, { host: at.host, port });
    } catch (cause) {
      const code = cause instanceof Error && 'code' in cause ? cause.code : null;
      if (code === 'EADDRINUSE' && port < last) continue;
      throw cannotListen(at, last, cause);
    }
  }
}

function cannotListen(at: { host: string; port: number }, last: number, cause: unknown): PerfError {
  const found = cause instanceof Error ? cause.message : String(cause);
  return new PerfError(
    'port-in-use',
    `live stream: expected to listen on ${at.host}, port ${at.port} to ${last}, found: ${found}`,
    {
      hint: 'Choose another address with --host, or another port with --port.',
      cause,
    },
  );
}
