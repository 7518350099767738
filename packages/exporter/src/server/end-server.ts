import type { Server } from 'node:http';
import { socketDestroyer } from '@perf-suite/command-line/server';

/**
 * Returns a function that closes a server: it takes no new connection, gives answers under way some time to finish, hangs up
 * on the rest, and resolves when the port is free. To be called before the server listens.
 */
export function serverCloser(server: Server, graceMs: number): () => Promise<void> {
  // The server's own closeAllConnections knows none whose TLS handshake is not done.
  const destroySockets = socketDestroyer(server);
  return () =>
    new Promise((resolve) => {
      const force = setTimeout(destroySockets, graceMs);
      server.close(() => {
        clearTimeout(force);
        resolve();
      });
      server.closeIdleConnections();
    });
}
