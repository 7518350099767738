import { createServer, type Server } from 'node:http';
import { connect as connectHttp2, createServer as createHttp2 } from 'node:http2';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { instrument } from '../service-metrics.js';
import { listening } from '../testing/listening.js';
import { countedRequests, QUIET, scraped } from '../testing/scraped.js';
import { nameRoute } from './exchange.js';

const portOf = (address: string) => Number(new URL(address).port);

/** Sends bytes, and returns what comes back until the connection closes. */
async function sendRaw(address: string, text: string): Promise<string> {
  const socket = connect(portOf(address), '127.0.0.1');
  socket.write(text);
  let answer = '';
  for await (const piece of socket) answer += String(piece);
  return answer;
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await sleep(5);
}

describe('instrument on node:http', () => {
  it('counts by the patterns given, by what a handler names, and the rest under one label', async () => {
    const server = createServer((request, response) => {
      if (request.url?.startsWith('/named/')) nameRoute(request, '/named/:name');
      if (request.url === '/left-out') nameRoute(request, null);
      response.end();
    });
    const metrics = instrument(server, {
      ...QUIET,
      routes: ['/', '/works/:id', '/files/*'],
      routeOf: ({ url }) => (url?.startsWith('/old/') ? '/old' : undefined),
    });
    const address = await listening(server);
    const paths = [
      '/',
      '/works/1',
      '/works/2?a=/b',
      '/works/',
      '/files/a/b',
      '/named/x',
      '/old/7',
      '/left-out',
      '/x',
    ];
    for (const path of paths) await (await fetch(address + path)).text();
    expect(await countedRequests(metrics)).toEqual([
      'GET / 200 1',
      'GET /files/* 200 1',
      'GET /named/:name 200 1',
      'GET /old 200 1',
      'GET /works/:id 200 2',
      'GET unmatched 200 2',
    ]);
  });

  it('counts each request of a kept connection, and how many are being answered', async () => {
    const server = createServer((_request, response) => void response.end('x'));
    const metrics = instrument(server, QUIET);
    const address = await listening(server);
    const request = 'GET / HTTP/1.1\r\nHost: a\r\n';
    const answer = await sendRaw(address, `${request}\r\n${request}\r\n${request}Connection: close\r\n\r\n`);
    expect(answer.match(/HTTP\/1\.1 200/g)).toHaveLength(3);
    expect(await countedRequests(metrics)).toEqual(['GET unmatched 200 3']);
    expect(await scraped(metrics, 'http_server_active_requests{')).toEqual([
      'http_server_active_requests{http_request_method="GET"} 0',
    ]);
  });

  it('counts a request as 499 whose client goes away before the response is complete', async () => {
    const server = createServer((_request, response) => void response.write('a part'));
    const metrics = instrument(server, QUIET);
    const address = await listening(server);
    const stop = new AbortController();
    const response = await fetch(address, { signal: stop.signal });
    expect(await scraped(metrics, 'http_server_active_requests{')).toEqual([
      'http_server_active_requests{http_request_method="GET"} 1',
    ]);
    stop.abort();
    await response.text().catch(() => undefined);
    await until(async () => (await countedRequests(metrics)).length > 0);
    expect(await countedRequests(metrics)).toEqual(['GET unmatched 499 1']);
    expect(await scraped(metrics, 'errors_total{kind="http"}')).toEqual(['errors_total{kind="http"} 0']);
  });

  it('survives hostile methods, paths and headers, and keeps its series few', async () => {
    const server = createServer((_request, response) => void response.end());
    const metrics = instrument(server, { ...QUIET, routes: ['/works/:id'] });
    const address = await listening(server);
    const targets = [
      '*',
      '//evil/%2e%2e',
      '/\u0001',
      '/works/%E0%A4%A',
      '/works/a"b\\c\n',
      'http://x/works/1',
      '/?',
      `/works/${'a'.repeat(7_000)}`,
    ];
    for (const method of ['PROPFIND', 'M-SEARCH', 'PURGE', 'OPTIONS', 'get', 'NONSENSE']) {
      for (const target of targets) {
        await sendRaw(
          address,
          `${method} ${target} HTTP/1.1\r\nHost: a\r\ntraceparent: 00-zz\r\nConnection: close\r\n\r\n`,
        );
      }
    }
    const counted = await countedRequests(metrics);
    expect(counted.length).toBeGreaterThan(0);
    for (const line of counted) expect(line).toMatch(/^(_OTHER|OPTIONS) (\/works\/:id|unmatched) 200 \d+$/);
    expect(await scraped(metrics, 'http_server_active_requests{http_request_method="_OTHER"}')).toEqual([
      'http_server_active_requests{http_request_method="_OTHER"} 0',
    ]);
  });

  it('counts HTTP/2', async () => {
    const server = createHttp2((_request, response) => void response.end('x'));
    const metrics = instrument(server, { ...QUIET, routes: ['/works/:id'] });
    const address = await listening(server as unknown as Server);
    const session = connectHttp2(address);
    const stream = session.request({ ':path': '/works/1' });
    for await (const _ of stream);
    await new Promise<void>((resolve) => session.close(resolve));
    expect(await countedRequests(metrics)).toEqual(['GET /works/:id 200 1']);
  });

  it('counts a request once where the app and the server below it are both instrumented', async () => {
    const { default: express } = await import('express');
    const app = express();
    app.get('/works/:id', (_request, response) => void response.send('x'));
    const server = createServer(app);
    const metrics = instrument(server, QUIET);
    metrics.instrument(app);
    const address = await listening(server);
    await (await fetch(`${address}/works/1`)).text();
    expect(await countedRequests(metrics)).toEqual(['GET /works/:id 200 1']);
  });

  it.each([null, undefined, {}, 'text', () => undefined, new Map()])('refuses %s', (server) => {
    expect(() => instrument(server as never, QUIET)).toThrow('expected a node:http server or an Express');
  });

  it('says what to do where the framework was passed for its app', async () => {
    const { default: express } = await import('express');
    expect(() => instrument(express, QUIET)).toThrow(
      'found a function: if it makes an app, call it first, as in express()',
    );
  });

  it.each([[{ route: { path: '/own' } }], [{ route: { path: '/own' }, app: {} }]])(
    'takes what a handler leaves on a request for no route of Express: %j',
    async (left) => {
      const server = createServer((request, response) => {
        Object.assign(request, left);
        response.end();
      });
      const metrics = instrument(server, { ...QUIET, routes: ['/works/:id'] });
      const address = await listening(server);
      await (await fetch(`${address}/works/1`)).text();
      expect(await countedRequests(metrics)).toEqual(['GET /works/:id 200 1']);
    },
  );

  it('counts a request as unmatched where routeOf returns no string', async () => {
    const server = createServer((_request, response) => void response.end());
    const metrics = instrument(server, { ...QUIET, routeOf: () => 5 as never });
    const address = await listening(server);
    await (await fetch(`${address}/x`)).text();
    expect(await countedRequests(metrics)).toEqual(['GET unmatched 200 1']);
  });

  it.each([['works'], ['/a/*/b'], ['']])('refuses the pattern %j', (pattern) => {
    expect(() => instrument(createServer(), { ...QUIET, routes: [pattern] })).toThrow(
      'expected patterns such as',
    );
  });
});
