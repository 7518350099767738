import { once } from 'node:events';
import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { expect, it } from 'vitest';
import { serverCloser } from './end-server.js';

const KINDS: readonly (readonly [string, () => Server])[] = [
  ['plain', () => createHttpServer()],
  // Without a certificate it still waits for the handshake, by itself for 120 s.
  ['TLS', () => createTlsServer()],
];

it.each(KINDS)(
  'a %s server ends though a client is connected that says nothing',
  async (_name, create) => {
    const server = create();
    const end = serverCloser(server, 10);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const accepted = once(server, 'connection');
    const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
    client.on('error', () => undefined);
    const hungUp = once(client.resume(), 'close');
    await accepted;
    await end();
    expect(server.listening).toBe(false);
    await hungUp;
  },
  60_000,
);
