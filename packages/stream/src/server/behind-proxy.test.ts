import { request as ask, createServer, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { runFinished, runStarted } from '@perf-suite/testing/sample-events';
import { afterEach, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { ended } from '../cli/testing/run-command.js';
import { type LiveStream, startLiveStream } from './start-live-stream.js';

const PUBLIC = 'https://perf.example.org/base';

interface Rewriting {
  /** What the proxy says in Host: the name it was asked for, or the server's. */
  readonly host: 'kept' | 'rewritten';
  readonly base: 'kept' | 'taken off';
}

let stream: LiveStream;
let proxy: Server | null = null;
afterEach(async () => {
  proxy?.closeAllConnections();
  proxy?.close();
  await stream.finish();
});

/** A proxy as nginx or a cloud's is one, but for the TLS, of which the server behind it sees nothing. */
async function startProxy(rewriting: Rewriting): Promise<number> {
  const forwarded = ({ url = '/', headers }: IncomingMessage) => ({
    path: rewriting.base === 'kept' ? url : url.replace(/^\/base/, ''),
    headers: {
      ...headers,
      host: rewriting.host === 'kept' ? 'perf.example.org' : `127.0.0.1:${stream.port}`,
    },
  });
  proxy = createServer((request, response) => {
    ask({ port: stream.port, host: '127.0.0.1', ...forwarded(request) }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    }).end();
  }).on('upgrade', (request, socket) => {
    const upstream = connect(stream.port, '127.0.0.1');
    const { path, headers } = forwarded(request);
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${String(value)}`);
    upstream.write([`GET ${path} HTTP/1.1`, ...lines, '', ''].join('\r\n'));
    upstream.pipe(socket).pipe(upstream);
    for (const end of [upstream, socket]) end.on('error', () => end.destroy());
  });
  proxy.listen(0, '127.0.0.1');
  await new Promise((resolve) => proxy?.once('listening', resolve));
  return (proxy.address() as AddressInfo).port;
}

/** Watches as the page does whose address is the public one. */
function greetingThrough(port: number, origin = 'https://perf.example.org'): Promise<string> {
  const url = `ws://127.0.0.1:${port}/base/live?token=${stream.token}`;
  const watcher = new WebSocket(url, 'perf-suite.live.v1', { origin });
  return new Promise((resolve, reject) => {
    watcher.once('message', (data) => {
      resolve(String(data));
      watcher.terminate();
    });
    watcher.once('error', reject);
  });
}

it.each<Rewriting>([
  { host: 'kept', base: 'kept' },
  { host: 'kept', base: 'taken off' },
  { host: 'rewritten', base: 'kept' },
  { host: 'rewritten', base: 'taken off' },
])('serves page and stream behind a proxy with %o', async (rewriting) => {
  stream = await startLiveStream({ port: 0, publicUrl: PUBLIC });
  const port = await startProxy(rewriting);
  for (const file of ['/base/', '/base/page.js', '/base/page.css'])
    expect((await fetch(`http://127.0.0.1:${port}${file}?token=${stream.token}`)).status).toBe(200);
  const page = await fetch(`http://127.0.0.1:${port}/base/`);
  expect(page.headers.get('content-security-policy')).toContain('wss://perf.example.org');
  expect(JSON.parse(await greetingThrough(port))).toMatchObject({ type: 'hello' });
  await expect(greetingThrough(port, 'https://evil.example')).rejects.toThrow('403');
});

it('prints the public addresses, and is reached by its own as before', async () => {
  stream = await startLiveStream({ port: 0, publicUrl: `${PUBLIC}/` });
  expect(stream.pageUrl).toBe(`https://perf.example.org/base/?token=${stream.token}`);
  expect(stream.url).toBe(`wss://perf.example.org/base/live?token=${stream.token}`);
  expect((await fetch(`http://127.0.0.1:${stream.port}/`)).status).toBe(200);
});

it('watch says which check refused it, and what to do', async () => {
  stream = await startLiveStream({ port: 0 });
  const port = await startProxy({ host: 'kept', base: 'taken off' });
  const { io, code } = await ended('watch', `http://127.0.0.1:${port}/base/?token=${stream.token}`);
  expect(code).toBe(2);
  expect(io.stderr).toContain('HTTP 421: refused by its Host check');
  expect(io.stderr).toContain('--public-url https://name/base behind a proxy');
  expect(io.stderr).not.toContain('1006');
});

it('watch takes the public page address, with its base', async () => {
  stream = await startLiveStream({ port: 0, publicUrl: PUBLIC, limits: { lingerMs: 60_000 } });
  const port = await startProxy({ host: 'kept', base: 'kept' });
  stream.publish(runStarted(1));
  stream.publish(runFinished());
  const watching = ended('watch', `http://127.0.0.1:${port}/base/?token=${stream.token}`);
  while (stream.watcherCount === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  await stream.finish();
  expect((await watching).code).toBe(0);
});
