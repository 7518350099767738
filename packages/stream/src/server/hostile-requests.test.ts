import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LiveStream, startLiveStream } from './start-live-stream.js';
import { admittedTo, closeCodeIn, maskedFrame, RawWatcher, upgradeRequest } from './testing/raw-watcher.js';

let stream: LiveStream;
beforeEach(async () => {
  stream = await startLiveStream({ port: 0, limits: { lingerMs: 300 } });
});
afterEach(async () => {
  await stream.finish();
});

function get(target: string, headers = ''): string {
  return `GET ${target} HTTP/1.1\r\nHost: 127.0.0.1:${stream.port}\r\nConnection: close\r\n${headers}\r\n`;
}

function watch(query: string, headers = {}): string {
  return upgradeRequest(stream.port, { target: `/live?token=${stream.token}&${query}`, headers });
}

async function statusOf(bytes: string | Buffer): Promise<number> {
  const watcher = new RawWatcher(stream.port);
  watcher.write(bytes);
  const status = Number((await watcher.until(/^HTTP\/1\.1 (\d{3}) /))[1]);
  watcher.socket.destroy();
  return status;
}

async function expectServing(): Promise<void> {
  expect((await fetch(stream.pageUrl)).status).toBe(200);
  (await admittedTo(stream)).socket.destroy();
}

describe('a request that no decent client sends', () => {
  it.each([
    ['a path up and out', () => get('/../../../etc/passwd'), 404],
    ['an encoded path up', () => get('/%2e%2e/%2e%2e/etc/passwd'), 404],
    ['an encoded slash', () => get('/..%2f..%2fpackage.json'), 404],
    ['a zero byte', () => get('/page.js%00'), 404],
    ['a broken escape', () => get('/%'), 404],
    ['another host in its path', () => get('//evil.example/page.js'), 404],
    ['no path', () => get('*'), 404],
    ['thousands of parameters', () => get(`/?${'a=1&'.repeat(3_000)}`), 200],
    ['too long a header', () => get('/', `X: ${'x'.repeat(20_000)}\r\n`), 431],
    ['too many headers', () => get('/', 'X: x\r\n'.repeat(12_000)), 431],
    ['no HTTP', () => '\u0000\u0001\u0002\r\n\r\n', 400],
    ['a method that writes', () => get('/').replace('GET', 'PUT'), 405],
    ['a watcher of thousands of parameters', () => watch('a=1&'.repeat(3_000)), 101],
    ['a watcher with numbers out of range', () => watch('since=-1e999&watcher=99999999999999999999'), 101],
    ['a watcher with a zero byte', () => watch('watcher=%00&since=%ff%fe'), 101],
    ['a watcher with a path up', () => upgradeRequest(stream.port, { target: '/../live' }), 401],
    ['a watcher without a key', () => watch('', { 'Sec-WebSocket-Key': null }), 400],
    [
      'a watcher of many subprotocols',
      () => watch('', { 'Sec-WebSocket-Protocol': `${'a,'.repeat(5_000)}a` }),
      400,
    ],
    [
      'a watcher with a broken subprotocol',
      () => watch('', { 'Sec-WebSocket-Protocol': 'perf-suite.live.v1,,' }),
      400,
    ],
    ['a watcher with broken extensions', () => watch('', { 'Sec-WebSocket-Extensions': ';;=,' }), 101],
  ])('%s gets an answer, and the next one what it asks for', async (_, bytes, status) => {
    expect(await statusOf(bytes())).toBe(status);
    await expectServing();
  });

  it('with a body that does not end is hung up on, unread', async () => {
    const watcher = new RawWatcher(stream.port);
    const host = `127.0.0.1:${stream.port}`;
    watcher.write(`POST / HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 99999999999\r\n\r\nsome`);
    await watcher.closed;
    expect(watcher.receivedText).toMatch(/^HTTP\/1\.1 405 .*Connection: close/s);
  });
});

it.each([
  ['bytes that are no UTF-8', Buffer.from([0xff, 0xfe, 0xc0, 0x80]), 1007],
  ['half a character', Buffer.from('{"type":"é').subarray(0, -1), 1007],
  ['lists in lists', Buffer.from('['.repeat(16_000)), 4400],
  [
    'a number out of range',
    Buffer.from('{"type":"subscribe","resume":{"epoch":"x","at":{"run":-1e999}}}'),
    4400,
  ],
  [
    'names of prototypes',
    Buffer.from('{"type":"subscribe","__proto__":{"mode":"samples"},"channels":1}'),
    4400,
  ],
])('a message of %s ends its own connection only', async (_, payload, code) => {
  const watcher = await admittedTo(stream);
  watcher.write(maskedFrame(payload, { opcode: 1, final: true }));
  await watcher.closed;
  expect(closeCodeIn(watcher.receivedText)).toBe(code);
  await expectServing();
});
