import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { suite } from 'perf-suite';
import { readData } from './data/read-data.js';

const cars = readData('cars.json');

async function startServer(): Promise<{ server: Server; url: string }> {
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(request.url === '/cars' ? cars : '{"ok":true}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

function stopServer({ server }: { server: Server }): Promise<unknown> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  return closed;
}

export default suite(({ group }) => {
  group('a request to a local server', ({ bench }) => {
    bench('small JSON', {
      setup: startServer,
      run: async ({ url }) => (await fetch(`${url}/health`)).json(),
      teardown: stopServer,
    });
    bench('100 KB of JSON', {
      setup: startServer,
      run: async ({ url }) => (await (await fetch(`${url}/cars`)).text()).length,
      teardown: stopServer,
    });
  });
});
