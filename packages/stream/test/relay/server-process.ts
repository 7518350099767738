import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, freePort, startProgram } from '@perf-suite/testing/real-server';

/** A server of another project, running for a test on a port of its own. */
export interface ServerProcess {
  readonly port: number;
  stop(): Promise<void>;
}

/** Starts a program in a new folder and waits until it listens. */
export async function startServer(
  program: string,
  args: (at: { port: number; folder: string }) => string[],
): Promise<ServerProcess> {
  const folder = mkdtempSync(join(tmpdir(), 'perf-stream-'));
  const port = await freePort();
  const running = startProgram(program, args({ port, folder }), { cwd: folder });
  await eventually(() => listens(port), { withinMs: 10_000, what: `${program} to listen on ${port}` });
  return {
    port,
    stop: async () => {
      await running.stop('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Resolves with true when something takes a connection on this loopback port, else with null. */
function listens(port: number): Promise<true | null> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('error', () => resolve(null));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}
