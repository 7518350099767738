import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

/**
 * Returns a port that nobody listens on now; another program may take it before it is used.
 * @throws what the system says where it has none
 */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await once(server.close(), 'close');
  return port;
}
