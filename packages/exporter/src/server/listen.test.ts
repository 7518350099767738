import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { listen } from './listen.js';

it('leaves no listener behind for a port that was taken', async () => {
  const [other, server] = [createServer().listen(0, '127.0.0.1'), createServer()];
  onTestFinished(() => {
    other.close();
  });
  await new Promise((resolve) => other.once('listening', resolve));
  const { port } = other.address() as AddressInfo;
  const before = server.listenerCount('listening') + server.listenerCount('error');
  const tried = listen(server, { host: '127.0.0.1', port, furtherPorts: 0 });
  await expect(tried).rejects.toMatchObject({ code: 'port-in-use' });
  expect(server.listenerCount('listening') + server.listenerCount('error')).toBe(before);
});
