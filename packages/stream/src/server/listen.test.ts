import { createServer, type Server } from 'node:net';
import { expect, it } from 'vitest';
import { listenOnNextFreePort } from './listen.js';

it('leaves no listener behind at ports that are taken', async () => {
  const host = '127.0.0.1';
  const servers: Server[] = [];
  const listenAt = async (port: number): Promise<number> => {
    const server = createServer();
    servers.push(server);
    return listenOnNextFreePort(server, { host, port });
  };
  const port = await listenAt(0);
  for (let count = 0; count < 3; count++) expect(await listenAt(port)).toBeGreaterThan(port);
  for (const server of servers) {
    expect([server.listenerCount('listening'), server.listenerCount('error')]).toEqual([0, 0]);
    await new Promise((resolve) => server.close(resolve));
  }
});
