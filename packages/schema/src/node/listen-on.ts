import type { Server } from 'node:net';

/** Resolves with the port that the server listens on (0 asks for any); rejects as Node does, and leaves no listener behind. */
export function listenOn(server: Server, at: { host: string; port: number }): Promise<number> {
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
