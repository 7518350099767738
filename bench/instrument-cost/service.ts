import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { instrument, startTracing } from '@perf-suite/instrument';

/**
 * The service whose cost is measured: one endpoint that works for about a millisecond (`/work/1`), and one that does
 * nothing (`/nothing/1`). Arguments: what is on, how often to hash for a millisecond, where a collector is.
 */
const [mode = 'off', hashes = '1', collector = ''] = process.argv.slice(2);
const data = Buffer.alloc(1_024, 'a');

const server = createServer((request, response) => {
  let digest = '';
  if (request.url?.startsWith('/work/') === true) {
    const hash = createHash('sha256');
    for (let i = 0; i < Number(hashes); i++) hash.update(data);
    digest = hash.digest('hex');
  }
  response.setHeader('Content-Type', 'text/plain').end(digest || 'nothing');
});
if (mode === 'metrics and tracing') await startTracing({ service: 'cost', endpoint: collector });
if (mode !== 'off') instrument(server, { routes: ['/work/:id', '/nothing/:id'] });

server.listen(0, '127.0.0.1', () => {
  process.send?.({ port: (server.address() as AddressInfo).port });
});
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send?.({ cpuUs: user + system, rssBytes: process.memoryUsage.rss() });
});
process.once('disconnect', () => process.exit());
