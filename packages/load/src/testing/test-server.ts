import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** A server of the test's own on loopback, ended with the test. */
export interface TestServer {
  readonly origin: string;
  readonly server: Server;
  /** Connections that were made to it so far. */
  connectionCount(): number;
}

export async function startTestServer(listener: RequestListener): Promise<TestServer> {
  const server = createServer(listener);
  let connections = 0;
  server.on('connection', () => connections++);
  return {
    server,
    connectionCount: () => connections,
    origin: `http://127.0.0.1:${await listening(server)}`,
  };
}

/** Lets a server of any kind listen on a free port of loopback, and ends it with the test. */
export async function listening(server: {
  listen(port: number, host: string): unknown;
  once(event: 'listening', then: () => void): unknown;
  address(): AddressInfo | string | null;
  close(): unknown;
}): Promise<number> {
  const started = new Promise<void>((resolve) => server.once('listening', resolve));
  server.listen(0, '127.0.0.1');
  await started;
  onTestFinished(() => {
    (server as Partial<Server>).closeAllConnections?.();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}
