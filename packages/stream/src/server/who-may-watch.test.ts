import { roundStarted } from '@perf-suite/testing/sample-events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { type LiveStream, startLiveStream } from './start-live-stream.js';
import { admittedTo, closeCodeIn, maskedFrame, RawWatcher, upgradeRequest } from './testing/raw-watcher.js';

const TEXT = 1;
const CONTINUATION = 0;
const PING = 9;
const PONG = 10;
const SUBSCRIBE = '{"type":"subscribe","from":"start"}';

let stream: LiveStream;

beforeEach(async () => {
  stream = await startLiveStream({ port: 0, limits: { lingerMs: 300 } });
});

afterEach(async () => {
  await stream.finish();
});

function ask(options: Parameters<typeof upgradeRequest>[1] = {}): RawWatcher {
  const watcher = new RawWatcher(stream.port);
  watcher.write(upgradeRequest(stream.port, options));
  return watcher;
}

async function statusOf(options: Parameters<typeof upgradeRequest>[1] = {}): Promise<number> {
  const watcher = ask(options);
  const status = Number((await watcher.until(/^HTTP\/1\.1 (\d{3}) /))[1]);
  watcher.socket.destroy();
  return status;
}

function withToken(): string {
  return `/live?token=${stream.token}`;
}

/** An admitted client that says what no decent one says. */
function admitted(): Promise<RawWatcher> {
  return admittedTo(stream);
}

function text(payload: string | Buffer, options = { opcode: TEXT, final: true }): Buffer {
  return maskedFrame(Buffer.from(payload), options);
}

async function closeCodeOf(watcher: RawWatcher): Promise<number | null> {
  await watcher.closed;
  return closeCodeIn(watcher.receivedText);
}

/** The stream still serves a decent watcher. */
async function expectServing(): Promise<void> {
  const watcher = new WebSocket(stream.url, 'perf-suite.live.v1');
  watcher.on('open', () => watcher.send(SUBSCRIBE));
  const types: string[] = [];
  await new Promise<void>((resolve, reject) => {
    watcher.on('error', reject);
    watcher.on('message', (data) => {
      types.push((JSON.parse(String(data)) as { type: string }).type);
      if (types.at(-1) === 'round-started') resolve();
      if (types.at(-1) === 'subscribed') stream.publish(roundStarted(7));
    });
  });
  watcher.terminate();
  expect(types.slice(0, 2)).toEqual(['hello', 'subscribed']);
}

describe('the token', () => {
  it('has 192 random bits, another for each run', async () => {
    const other = await startLiveStream({ port: 0 });
    await other.finish();
    expect(Buffer.from(stream.token, 'base64url').length).toBe(24);
    expect(other.token).not.toBe(stream.token);
  });

  it.each([
    ['missing', {}],
    ['empty', { target: '/live?token=' }],
    ['wrong', { target: '/live?token=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' }],
    ['wrong in the header', { headers: { Authorization: 'Bearer AAAAAAAA' } }],
    ['wrong as a subprotocol', { headers: { 'Sec-WebSocket-Protocol': 'perf-suite.live.v1, token.AAAA' } }],
  ])('refuses with 401 when it is %s', async (_, options) => {
    expect(await statusOf(options)).toBe(401);
  });

  it('is taken from the query, from a Bearer header and from a second subprotocol', async () => {
    const { token } = stream;
    expect(await statusOf({ target: withToken() })).toBe(101);
    expect(await statusOf({ headers: { Authorization: `Bearer ${token}` } })).toBe(101);
    const subprotocols = `token.${token}, perf-suite.live.v1`;
    expect(await statusOf({ headers: { 'Sec-WebSocket-Protocol': subprotocols } })).toBe(101);
  });

  it('is not echoed, whatever is offered first', async () => {
    const offered = { 'Sec-WebSocket-Protocol': `token.${stream.token}, perf-suite.live.v1` };
    const watcher = ask({ headers: offered });
    await watcher.until(/"type":"hello"/);
    watcher.socket.destroy();
    expect(watcher.receivedText).toContain('Sec-WebSocket-Protocol: perf-suite.live.v1\r\n');
    expect(watcher.receivedText).not.toContain(stream.token);
  });
});

describe('Host and Origin', () => {
  it.each([
    'evil.example',
    'evil.example:8765',
    '127.0.0.1',
    '127.0.0.1:1',
    '127.0.0.1.evil.example:8765',
    '',
  ])('refuses the Host %o with 421, as DNS rebinding would send it', async (host) => {
    expect(await statusOf({ target: withToken(), headers: { Host: host } })).toBe(421);
  });

  it('gives the page to no other Host either', async () => {
    const watcher = new RawWatcher(stream.port);
    watcher.write('GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n');
    await watcher.closed;
    expect(watcher.receivedText).toMatch(/^HTTP\/1\.1 421 /);
  });

  it.each(['null', 'http://evil.example', 'https://127.0.0.1:8765', 'http://127.0.0.1', 'file://'])(
    'refuses the Origin %o with 403, with the right token too',
    async (origin) => {
      expect(await statusOf({ target: withToken(), headers: { Origin: origin } })).toBe(403);
    },
  );

  it('admits its own origins', async () => {
    for (const name of ['127.0.0.1', 'localhost']) {
      const origin = `http://${name}:${stream.port}`;
      expect(await statusOf({ target: withToken(), headers: { Origin: origin } })).toBe(101);
    }
  });
});

describe('the handshake', () => {
  it('refuses another path, subprotocol or version', async () => {
    expect(await statusOf({ target: `/other?token=${stream.token}` })).toBe(404);
    expect(await statusOf({ target: 'http://127.0.0.1/live' })).toBe(400);
    const other = { 'Sec-WebSocket-Protocol': 'perf-suite.live.v2' };
    expect(await statusOf({ target: withToken(), headers: other })).toBe(400);
    expect(await statusOf({ target: withToken(), headers: { 'Sec-WebSocket-Protocol': null } })).toBe(400);
    expect(await statusOf({ target: withToken(), headers: { 'Sec-WebSocket-Version': '7' } })).toBe(400);
  });

  it('declines compression', async () => {
    const offer = { 'Sec-WebSocket-Extensions': 'permessage-deflate; client_max_window_bits' };
    const watcher = ask({ target: withToken(), headers: offer });
    await watcher.until(/"type":"hello"/);
    watcher.socket.destroy();
    expect(watcher.receivedText).not.toMatch(/sec-websocket-extensions/i);
  });

  it('refuses with 503 beyond the cap, and admits again when one has left', async () => {
    const small = await startLiveStream({ port: 0, limits: { maxWatchers: 2, lingerMs: 100 } });
    const open = (): WebSocket => new WebSocket(small.url, 'perf-suite.live.v1');
    const first = [open(), open()];
    await Promise.all(first.map((one) => new Promise((resolve) => one.once('message', resolve))));
    const refused = await new Promise<string>((resolve) =>
      open().once('error', (error) => resolve(error.message)),
    );
    expect(refused).toContain('503');
    const left = new Promise((resolve) => first[0]?.once('close', resolve));
    first[0]?.close();
    await left;
    const third = open();
    await new Promise((resolve) => third.once('message', resolve));
    for (const one of [...first, third]) one.terminate();
    await small.finish();
  });
});

describe('a hostile watcher', () => {
  it('is closed with 1009 for a message over 16 KiB', async () => {
    const watcher = await admitted();
    watcher.write(text('x'.repeat(16 * 1024 + 1)));
    expect(await closeCodeOf(watcher)).toBe(1009);
    await expectServing();
  });

  it('is closed with 1009 for fragments that grow over 16 KiB together', async () => {
    const watcher = await admitted();
    watcher.write(text('x'.repeat(9_000), { opcode: TEXT, final: false }));
    watcher.write(text('x'.repeat(9_000), { opcode: CONTINUATION, final: false }));
    expect(await closeCodeOf(watcher)).toBe(1009);
  });

  it('is closed with 1008 for a message in more than 64 fragments', async () => {
    const watcher = await admitted();
    watcher.write(text('{', { opcode: TEXT, final: false }));
    for (let count = 0; count < 70; count++) watcher.write(text(' ', { opcode: CONTINUATION, final: false }));
    expect(await closeCodeOf(watcher)).toBe(1008);
    await expectServing();
  });

  it.each([
    ['no JSON', 'nonsense'],
    ['no object', '[1]'],
    ['a field of the wrong type', '{"type":"subscribe","channels":7}'],
    ['a position below zero', '{"type":"subscribe","resume":{"epoch":"e","at":{"run":-1}}}'],
  ])('is closed with 4400 for %s', async (_, message) => {
    const watcher = await admitted();
    watcher.write(text(message));
    expect(await closeCodeOf(watcher)).toBe(4400);
  });

  it('is closed with 4400 for a binary message', async () => {
    const watcher = await admitted();
    watcher.write(text('x', { opcode: 2, final: true }));
    expect(await closeCodeOf(watcher)).toBe(4400);
  });

  it('is closed with 4406 for another version', async () => {
    const watcher = await admitted();
    watcher.write(text('{"type":"subscribe","proto":2}'));
    expect(await closeCodeOf(watcher)).toBe(4406);
  });

  it('is closed with 4408 when it never subscribes', async () => {
    const impatient = await startLiveStream({ port: 0, limits: { subscribeWithinMs: 100 } });
    const watcher = new WebSocket(impatient.url, 'perf-suite.live.v1');
    expect(await new Promise((resolve) => watcher.once('close', resolve))).toBe(4408);
    await impatient.finish();
  });

  it.each([
    ['messages', text('{"type":"ack","beat":1}')],
    ['pings', text('', { opcode: PING, final: true })],
    ['pongs that nobody asked for', text('9', { opcode: PONG, final: true })],
  ])('is closed with 4429 for a flood of %s', async (_, frame) => {
    const watcher = await admitted();
    watcher.write(Buffer.concat(Array.from({ length: 30 }, () => frame)));
    expect(await closeCodeOf(watcher)).toBe(4429);
    await expectServing();
  });

  it('changes nothing with types that are not known', async () => {
    const watcher = await admitted();
    watcher.write(text('{"type":"shutdown"}'));
    watcher.write(text(SUBSCRIBE));
    await watcher.until(/"type":"subscribed"/);
    watcher.socket.destroy();
    await expectServing();
  });

  it('cannot keep a half-open request', async () => {
    const watcher = new RawWatcher(stream.port);
    watcher.write('GET /live HTTP/1.1\r\nHost: ');
    watcher.socket.end();
    await watcher.closed;
    await expectServing();
  });

  it('cannot hold connections with half a request each', async () => {
    const limits = { maxWatchers: 1, handshakeWithinMs: 200, lingerMs: 100 };
    const small = await startLiveStream({ port: 0, limits });
    // As many as the server takes at all: without a limit in time nobody else would come through.
    const halves = Array.from({ length: 257 }, () => new RawWatcher(small.port));
    for (const half of halves) half.write('GET /live HTTP/1.1\r\nHost: ');
    await Promise.all(halves.map(({ closed }) => closed));
    const isAdmitted = (): Promise<boolean> =>
      new Promise((resolve) => {
        const watcher = new WebSocket(small.url, 'perf-suite.live.v1');
        watcher.once('message', () => {
          watcher.terminate();
          resolve(true);
        });
        watcher.once('error', () => resolve(false));
      });
    // So little time may be too little for a decent one too, on a machine that is busy.
    while (!(await isAdmitted())) await new Promise((resolve) => setTimeout(resolve, 50));
    await small.finish();
  });

  it('leaves nothing behind in a thousand connects that break', async () => {
    for (let batch = 0; batch < 20; batch++) {
      const some = await Promise.all(Array.from({ length: 50 }, () => admitted()));
      for (const one of some) one.socket.destroy();
    }
    while (stream.watcherCount > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await expectServing();
  });

  it('does not matter in thousands of refused connects', async () => {
    const statuses = new Set<number>();
    const before = process.memoryUsage().heapUsed;
    for (let batch = 0; batch < 20; batch++) {
      const all = await Promise.all(Array.from({ length: 100 }, () => statusOf({ target: '/live?token=x' })));
      for (const status of all) statuses.add(status);
    }
    expect([...statuses]).toEqual([401]);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(64 * 1024 * 1024);
    expect(stream.watcherCount).toBe(0);
    await expectServing();
  });
});
