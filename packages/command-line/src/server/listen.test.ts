import { createServer, type Server } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { listen } from './listen.js';

const host = '127.0.0.1';

function newServer(): Server {
  const server = createServer();
  onTestFinished(() => {
    server.close();
  });
  return server;
}

const listenerCount = (server: Server) => server.listenerCount('listening') + server.listenerCount('error');

it('takes the next free port where it may, and leaves no listener behind at those that were taken', async () => {
  const port = await listen(newServer(), { host, port: 0, orNextFree: true });
  for (let count = 0; count < 3; count++) {
    const server = newServer();
    expect(await listen(server, { host, port, orNextFree: true })).toBeGreaterThan(port);
    expect(listenerCount(server)).toBe(0);
  }
});

it('refuses a taken port where only that one will do', async () => {
  const port = await listen(newServer(), { host, port: 0, orNextFree: false });
  const server = newServer();
  await expect(listen(server, { host, port, orNextFree: false })).rejects.toMatchObject({
    code: 'port-in-use',
    message: `${host}: port ${port} is taken by other programs`,
  });
  expect(listenerCount(server)).toBe(0);
});

it('refuses an address that is not of this machine', async () => {
  const elsewhere = { host: '192.0.2.1', port: 0, orNextFree: true };
  await expect(listen(newServer(), elsewhere)).rejects.toMatchObject({ code: 'bad-usage' });
});
