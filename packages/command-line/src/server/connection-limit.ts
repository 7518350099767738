import type { Server, Socket } from 'node:net';

/** What a request or handshake knows of its connection; that of TLS is another object than the one beneath it. */
type Peer = Pick<Socket, 'remoteAddress' | 'remotePort'>;

export interface ConnectionLimit {
  /** Counts a connection no longer among those that nobody knows: what came over it was admitted. */
  trust(peer: Peer): void;
}

/**
 * Bounds the connections of a server such that strangers do not keep others out. `maxConnections` refuses whoever
 * comes last, so that idle connections are enough to close a server. Here a new one takes the place of the oldest
 * that has not shown that it may be here, and of those that have, the one that was used last of all goes first.
 * To be called before the server listens.
 */
export function limitConnections(
  server: Server,
  most: { readonly strangers: number; readonly trusted: number },
): ConnectionLimit {
  // A Map keeps the order in which its keys came.
  const strangers = new Map<string, Socket>();
  const trusted = new Map<string, Socket>();
  server.on('connection', (socket: Socket) => {
    const name = nameOf(socket);
    strangers.set(name, socket);
    socket.once('close', () => {
      if (strangers.get(name) === socket) strangers.delete(name);
      if (trusted.get(name) === socket) trusted.delete(name);
    });
    dropOldest(strangers, most.strangers);
  });
  return {
    trust(peer) {
      const name = nameOf(peer);
      const socket = strangers.get(name) ?? trusted.get(name);
      if (socket === undefined) return;
      strangers.delete(name);
      // Again at the end: it is in use.
      trusted.delete(name);
      trusted.set(name, socket);
      dropOldest(trusted, most.trusted);
    },
  };
}

function dropOldest(sockets: Map<string, Socket>, most: number): void {
  for (const [name, socket] of sockets) {
    if (sockets.size <= most) return;
    sockets.delete(name);
    socket.destroy();
  }
}

function nameOf({ remoteAddress, remotePort }: Peer): string {
  return `${remoteAddress} ${remotePort}`;
}
