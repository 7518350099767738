import type { Server } from 'node:net';
import { PerfError } from '@perf-suite/schema';

export interface ListenOptions {
  /** Host name or address of this machine. */
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Where the port is taken, the next free one of the hundred that follow will do. */
  readonly orNextFree: boolean;
}

const FURTHER_PORTS = 99;
const LAST_PORT = 65_535;

/**
 * Returns the port that the server listens on.
 * @throws {PerfError} `port-in-use` when all tried ports are taken; `bad-usage` when the address is not this
 * machine's or the port is not allowed
 */
export async function listen(server: Server, options: ListenOptions): Promise<number> {
  const { host, port, orNextFree } = options;
  const last = port === 0 || !orNextFree ? port : Math.min(LAST_PORT, port + FURTHER_PORTS);
  for (let candidate = port; ; candidate++) {
    try {
      return await listenOn(server, { host, port: candidate });
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException;
      if (code === 'EADDRINUSE' && candidate < last) continue;
      throw listenError(cause as NodeJS.ErrnoException, { host, port, last });
    }
  }
}

/** Rejects as Node does, and leaves no listener behind. */
function listenOn(server: Server, at: { host: string; port: number }): Promise<number> {
  return new Promise((resolve, reject) => {
    const failed = (cause: Error): void => {
      server.off('listening', listening);
      reject(cause);
    };
    const listening = (): void => {
      server.off('error', failed);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : at.port);
    };
    server
      .once('error', failed)
      .once('listening', listening)
      .listen({ ...at, exclusive: true });
  });
}

function listenError(
  cause: NodeJS.ErrnoException,
  { host, port, last }: { host: string; port: number; last: number },
): PerfError {
  if (cause.code === 'EADDRINUSE') {
    const ports = port === last ? `port ${port} is` : `ports ${port} to ${last} are`;
    return new PerfError('port-in-use', `${host}: ${ports} taken by other programs`, {
      hint: 'Give a free port; port 0 takes any.',
      cause,
    });
  }
  return new PerfError('bad-usage', `${host}:${port} cannot be listened on: ${cause.message}`, {
    hint: 'Give an address of this machine, and a port that you may use (above 1023).',
    cause,
  });
}
