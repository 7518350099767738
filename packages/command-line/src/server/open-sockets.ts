import type { Server, Socket } from 'node:net';

/**
 * Returns a function that destroys all connections of a server, those too that HTTP does not know: upgraded ones,
 * and those whose TLS handshake is not done. To be called before the server listens.
 */
export function socketDestroyer(server: Server): () => void {
  const open = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  return () => {
    for (const socket of open) socket.destroy();
  };
}
