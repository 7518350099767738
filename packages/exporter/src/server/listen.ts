import type { Server } from 'node:http';
import { PerfError } from '@perf-suite/schema';
import { listenOn } from '@perf-suite/schema/node';

export interface ListenOptions {
  readonly host: string;
  readonly port: number;
  /** How many following ports are tried when this one is taken. */
  readonly furtherPorts: number;
}

/**
 * Returns the port that the server listens on.
 * @throws {PerfError} `port-in-use` when all tried ports are taken; `bad-usage` when the address is not this machine's
 */
export async function listen(server: Server, { host, port, furtherPorts }: ListenOptions): Promise<number> {
  const last = port === 0 ? 0 : Math.min(65_535, port + furtherPorts);
  for (let candidate = port; candidate <= last; candidate++) {
    try {
      return await listenOn(server, { host, port: candidate });
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException;
      if (code === 'EADDRINUSE' && candidate < last) continue;
      throw listenError(cause, { host, port, last });
    }
  }
  throw new RangeError(`no port from ${port} to ${last}`);
}

function listenError(
  cause: unknown,
  { host, port, last }: { host: string; port: number; last: number },
): PerfError {
  const { code, message } = cause as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') {
    const ports = port === last ? `port ${port} is` : `ports ${port} to ${last} are`;
    return new PerfError('port-in-use', `${host}: ${ports} taken by other programs`, {
      hint: 'Give a free port; port 0 takes any.',
      cause,
    });
  }
  return new PerfError('bad-usage', `${host}:${port} cannot be listened on: ${message}`, {
    hint: 'Give an address of this machine, and a port that you may use (above 1023).',
    cause,
  });
}
