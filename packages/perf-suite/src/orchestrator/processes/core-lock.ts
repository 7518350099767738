import { createServer } from 'node:net';

/**
 * Takes a core for this process among all runs on the machine, whoever started them. Returns the function that gives
 * it back; null where another run has it. On Linux only, as is pinning.
 *
 * The lock is a socket's name in Linux's abstract namespace: it is no file, belongs to no user's folder, and the
 * kernel gives it up with its process, however that ends. A container with a network of its own sees only its own.
 */
export function lockCore(core: number): Promise<(() => void) | null> {
  return new Promise((resolve) => {
    const server = createServer((socket) => socket.destroy());
    server.on('error', (error: NodeJS.ErrnoException) => {
      // Where no socket may be opened, runs cannot know of each other, and none is kept from measuring.
      resolve(error.code === 'EADDRINUSE' ? null : () => {});
    });
    server.listen(`\0perf-suite-core-${core}`, () => {
      server.unref();
      resolve(() => server.close());
    });
  });
}
