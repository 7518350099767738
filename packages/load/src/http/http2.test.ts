import { createSecureServer, createServer, type Http2Server, type ServerHttp2Stream } from 'node:http2';
import { LOCALHOST_CERTIFICATE } from '@perf-suite/testing/localhost-certificate';
import { expect, it, onTestFinished } from 'vitest';
import { LoadGenerator } from '../load-generator.js';
import { measureSlice, type SliceResult } from '../measure/slice.js';
import { parseScenario } from '../scenario/parse-scenario.js';
import { listening } from '../testing/test-server.js';

async function measured(origin: string, concurrency: number, timeoutMs = 60_000): Promise<SliceResult> {
  const scenario = parseScenario(
    { requests: [{ method: 'POST', path: '/items', json: { a: 1 }, check: { json: { '$.length': 7 } } }] },
    { source: 'test' },
  );
  const generator = new LoadGenerator({
    origin,
    scenario,
    http: 'h2',
    timeoutMs,
    verifiesCertificate: false,
  });
  onTestFinished(() => generator.close());
  return measureSlice(generator, { model: { kind: 'closed', concurrency }, timeMs: 150 });
}

/** Answers with the length of the body that came. */
function answering(server: Http2Server): Http2Server {
  server.on('stream', (stream: ServerHttp2Stream) => {
    let length = 0;
    stream.on('data', (chunk: Buffer) => {
      length += chunk.length;
    });
    stream.on('error', () => undefined);
    stream.on('end', () => {
      stream.respond({ ':status': 200, 'content-type': 'application/json' });
      stream.end(JSON.stringify({ length }));
    });
  });
  return server;
}

it('speaks HTTP/2 with many requests at once on one connection, with TLS and without', async () => {
  const plain = answering(createServer());
  const secure = answering(createSecureServer(LOCALHOST_CERTIFICATE));
  for (const origin of [
    `http://127.0.0.1:${await listening(plain)}`,
    `https://127.0.0.1:${await listening(secure)}`,
  ]) {
    const { requests, connectionCount } = await measured(origin, 10);
    expect(requests[0]).toMatchObject({ name: 'POST /items', errors: {} });
    expect(requests[0]?.okCount).toBeGreaterThanOrEqual(10);
    expect(connectionCount).toBe(1);
  }
});

it('opens a second connection where the first has all the streams that it may have', async () => {
  const server = answering(createServer());
  const { requests, connectionCount } = await measured(`http://127.0.0.1:${await listening(server)}`, 150);
  expect(requests[0]?.errors).toEqual({});
  expect(connectionCount).toBe(2);
});

it('tells streams that hang and streams that the server refuses', async () => {
  const silent = createServer();
  silent.on('stream', (stream) => stream.on('error', () => undefined));
  const hung = await measured(`http://127.0.0.1:${await listening(silent)}`, 2, 100);
  expect(Object.keys(hung.requests[0]?.errors ?? {})).toEqual(['timeout']);
  const refusing = createServer();
  refusing.on('stream', (stream) => {
    stream.on('error', () => undefined);
    stream.close(7);
  });
  const refused = await measured(`http://127.0.0.1:${await listening(refusing)}`, 2);
  expect(Object.keys(refused.requests[0]?.errors ?? {})).toEqual(['reset']);
});
