import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { freePort } from '@perf-suite/testing/real-server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type MetricsEndpoint, startMetricsEndpoint } from '../src/metrics-endpoint.js';

let endpoint: MetricsEndpoint;
const sockets: Socket[] = [];
beforeEach(async () => {
  endpoint = await startMetricsEndpoint({ port: 0 });
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await endpoint.close();
});

function open(): Socket {
  const socket = connect(Number(new URL(endpoint.url).port), '127.0.0.1').on('error', () => {});
  sockets.push(socket);
  return socket;
}

/** Sends bytes and returns all that comes back until the server hangs up. */
async function answerTo(bytes: string | Buffer): Promise<string> {
  const socket = open();
  let text = '';
  socket.on('data', (data: Buffer) => {
    text += data.toString('latin1');
  });
  socket.end(bytes);
  await once(socket, 'close');
  return text;
}

function get(target: string, headers = ''): string {
  return `GET ${target} HTTP/1.1\r\nHost: ${new URL(endpoint.url).host}\r\nConnection: close\r\n${headers}\r\n`;
}

describe('a request that no decent client sends', () => {
  it.each([
    ['a path up and out', () => get('/../../../etc/passwd'), 404],
    ['an encoded path up', () => get('/%2e%2e/%2e%2e/etc/passwd'), 404],
    ['a zero byte', () => get('/metrics%00'), 404],
    ['two slashes', () => get('//'), 404],
    ['no path', () => get('*'), 400],
    ['a broken escape', () => get('/%'), 404],
    ['thousands of parameters', () => get(`/metrics?${'a=1&'.repeat(3_000)}`), 200],
    ['numbers out of range', () => get('/metrics?since=-1e999&limit=99999999999999999999'), 200],
    ['too long a header', () => get('/metrics', `X: ${'x'.repeat(20_000)}\r\n`), 431],
    ['too many headers', () => get('/metrics', 'X: x\r\n'.repeat(12_000)), 431],
    ['no HTTP', () => '\u0000\u0001\u0002\r\n\r\n', 400],
    ['two lengths', () => get('/metrics', 'Content-Length: 1\r\nContent-Length: 2\r\n'), 400],
    [
      'a strange Accept',
      () => get('/metrics', `Accept: ${';q=-1e99,'.repeat(900)}\r\nAccept-Encoding: ,;;q=x\r\n`),
      200,
    ],
  ])('%s gets an answer, and the next one its metrics', async (_, bytes, status) => {
    expect(await answerTo(bytes())).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect((await fetch(endpoint.url)).status).toBe(200);
  });

  it('with a body that does not end is hung up on, unread', async () => {
    const socket = open();
    let text = '';
    socket.on('data', (data: Buffer) => {
      text += data.toString('latin1');
    });
    const { host } = new URL(endpoint.url);
    socket.write(`POST /metrics HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 99999999999\r\n\r\nsome`);
    await once(socket, 'close');
    expect(text).toMatch(/^HTTP\/1\.1 405 .*Connection: close/s);
  });
});

it('idle connections keep out no scrape, and end none that is kept open', async () => {
  const { host } = new URL(endpoint.url);
  const prometheus = open();
  prometheus.write(`GET /metrics HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
  await once(prometheus, 'data');
  for (let count = 0; count < 640; count += 64) {
    const more = Array.from({ length: 64 }, open);
    await Promise.all(more.map((socket) => once(socket, 'connect')));
  }
  expect((await fetch(endpoint.url)).status).toBe(200);
  prometheus.removeAllListeners('data');
  prometheus.write(`GET /metrics HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
  expect(String(await once(prometheus, 'data'))).toMatch(/^HTTP\/1\.1 200|perf_/);
}, 60_000);

it('answers behind a proxy to the public name, below its base or not, and to no other', async () => {
  const port = await freePort();
  const proxied = await startMetricsEndpoint({ port, publicUrl: 'https://perf.example.org/base' });
  const statusOf = async (host: string, target: string): Promise<number> => {
    const asking = request({
      port,
      host: '127.0.0.1',
      path: target,
      headers: { Host: host },
      agent: false,
    }).end();
    const [answer] = (await once(asking, 'response')) as [IncomingMessage];
    answer.resume();
    return answer.statusCode ?? 0;
  };
  try {
    expect(proxied.url).toBe('https://perf.example.org/base/metrics');
    expect(await statusOf('perf.example.org', '/base/metrics')).toBe(200);
    expect(await statusOf('perf.example.org:443', '/metrics')).toBe(200);
    expect(await statusOf('perf.example.org', 'http://perf.example.org/base/metrics')).toBe(200);
    expect(await statusOf('perf.example.org:80', '/metrics')).toBe(421);
    expect(await statusOf('evil.example', '/base/metrics')).toBe(421);
  } finally {
    await proxied.close();
  }
});

const HAS_IPV6 = Object.values(networkInterfaces())
  .flat()
  .some((one) => one?.address === '::1');

it.skipIf(!HAS_IPV6).each(['::1', '[::1]'])('listens on %s and prints it in brackets', async (host) => {
  const own = await startMetricsEndpoint({ host, port: 0 });
  try {
    expect(own.url).toMatch(/^http:\/\/\[::1\]:\d+\/metrics$/);
    expect((await fetch(own.url)).status).toBe(200);
  } finally {
    await own.close();
  }
});
