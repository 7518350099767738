import { createServer as createSecureServer } from 'node:https';
import { createServer as createTcpServer, type Socket } from 'node:net';
import { LOCALHOST_CERTIFICATE } from '@perf-suite/testing/localhost-certificate';
import { expect, it, onTestFinished } from 'vitest';
import { type GeneratorOptions, LoadGenerator } from '../load-generator.js';
import type { Outcome } from '../measure/outcome.js';
import { parseScenario } from '../scenario/parse-scenario.js';
import { listening, startTestServer } from '../testing/test-server.js';

/** The outcomes of a short closed loop of two users. */
async function outcomesOf(
  origin: string,
  request: unknown,
  options: Partial<GeneratorOptions> = {},
): Promise<Outcome[]> {
  const scenario = parseScenario({ requests: [request] }, { source: 'test' });
  const generator = new LoadGenerator({ origin, scenario, timeoutMs: 60_000, ...options });
  onTestFinished(() => generator.close());
  const outcomes: Outcome[] = [];
  await generator.run({
    model: { kind: 'closed', concurrency: 2 },
    timeMs: 150,
    onOutcome: (outcome) => outcomes.push(outcome),
  });
  expect(outcomes.length).toBeGreaterThanOrEqual(2);
  return outcomes;
}

async function kindsOf(...asked: Parameters<typeof outcomesOf>): Promise<(string | undefined)[]> {
  const outcomes = await outcomesOf(...asked);
  return [...new Set(outcomes.map(({ failure }) => failure?.kind))];
}

/** A server that answers bytes with whatever it likes. */
async function rawServer(onData: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('data', () => onData(socket));
  });
  const port = await listening(server);
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
  });
  return `http://127.0.0.1:${port}`;
}

it('tells a service that is down', async () => {
  const server = createTcpServer();
  const port = await listening(server);
  await new Promise((resolve) => server.close(resolve));
  const outcomes = await outcomesOf(`http://127.0.0.1:${port}`, '/');
  expect(outcomes[0]?.failure).toEqual({
    kind: 'refused',
    message: expect.stringContaining('ECONNREFUSED'),
  });
  // Users of a service that is down do not ask as fast as the machine can.
  expect(outcomes.length).toBeLessThanOrEqual(8);
});

it('tells a host that does not exist', async () => {
  expect(await kindsOf('http://no-such-host.invalid', '/')).toEqual(['unreachable']);
});

it('tells a service that hangs, without waiting for it', async () => {
  const { origin } = await startTestServer(() => undefined);
  const outcomes = await outcomesOf(origin, '/', { timeoutMs: 200 });
  expect(outcomes[0]).toMatchObject({
    status: null,
    failure: { kind: 'timeout', message: 'no whole answer in 200 ms' },
  });
});

it('tells an answer that never ends', async () => {
  const { origin } = await startTestServer((_request, response) => {
    response.write('a');
    const timer = setInterval(() => response.write('a'), 10);
    response.on('close', () => clearInterval(timer));
  });
  const outcomes = await outcomesOf(origin, '/', { timeoutMs: 2000 });
  expect(outcomes[0]).toMatchObject({ status: 200, failure: { kind: 'timeout' } });
});

it('takes the time limit of a request before that of the generator', async () => {
  const { origin } = await startTestServer(() => undefined);
  const outcomes = await outcomesOf(origin, { path: '/', timeout: '50ms' }, { timeoutMs: 60_000 });
  expect(outcomes[0]?.failure?.message).toBe('no whole answer in 50 ms');
});

it('tells connections that are reset before and in the middle of an answer', async () => {
  const before = await rawServer((socket) => socket.resetAndDestroy());
  expect(await kindsOf(before, '/')).toEqual(['reset']);
  const inside = await rawServer((socket) => {
    socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf');
    setTimeout(() => socket.destroy(), 5);
  });
  expect(await kindsOf(inside, '/')).toEqual(['reset']);
});

it('tells answers that are not HTTP', async () => {
  const origin = await rawServer((socket) => socket.write('garbage, not HTTP\r\n\r\n'));
  expect(await kindsOf(origin, '/')).toEqual(['protocol']);
});

it('stops reading a body that is too large', async () => {
  const { origin } = await startTestServer((_request, response) => {
    const piece = Buffer.alloc(64 * 1024);
    const write = (): void => {
      while (!response.destroyed && response.write(piece));
    };
    response.on('drain', write);
    write();
  });
  const outcomes = await outcomesOf(origin, '/', { maxBodyBytes: 1_000_000 });
  expect(outcomes[0]?.failure).toEqual({ kind: 'too-large', message: 'a body of more than 1000000 bytes' });
  expect(outcomes[0]?.bodyBytes).toBeLessThan(3_000_000);
});

it('tells a wrong status and an answer that is not as it must be', async () => {
  const { origin } = await startTestServer((request, response) => {
    response.writeHead(request.url === '/broken' ? 500 : 200, { 'content-type': 'text/plain' });
    response.end('{"items":[]}');
  });
  const failureOf = async (request: unknown) => (await outcomesOf(origin, request))[0]?.failure;
  expect(await failureOf('/broken')).toEqual({ kind: 'status', message: 'status 500' });
  expect(await failureOf({ path: '/broken', check: { status: ['2xx', 404] } })).toEqual({
    kind: 'status',
    message: 'status 500 instead of 2xx or 404',
  });
  expect(await failureOf({ path: '/broken', check: { status: ['2xx', 500] } })).toBeNull();
  expect(await failureOf({ path: '/', check: { headers: { 'Content-Type': 'json' } } })).toEqual({
    kind: 'check',
    message: 'header content-type: expected "json", found "text/plain"',
  });
  expect(await failureOf({ path: '/', check: { body: 'item' } })).toBeNull();
  expect(await failureOf({ path: '/', check: { json: { '$.items[0].id': 1 } } })).toEqual({
    kind: 'check',
    message: '$.items[0].id: expected 1, found nothing',
  });
});

it('goes on when a service that was down is up again', async () => {
  let count = 0;
  const { origin } = await startTestServer((request, response) => {
    if (++count > 2) response.end('ok');
    else request.socket.destroy();
  });
  const scenario = parseScenario({ requests: ['/'] }, { source: 'test' });
  const generator = new LoadGenerator({ origin, scenario, timeoutMs: 60_000 });
  onTestFinished(() => generator.close());
  const kinds: string[] = [];
  await generator.run({
    model: { kind: 'open', ratePerSecond: 100 },
    timeMs: 200,
    onOutcome: ({ failure }) => kinds.push(failure?.kind ?? 'ok'),
  });
  expect(kinds.toSorted()).toEqual([...Array(18).fill('ok'), 'reset', 'reset']);
});

it('tells a certificate that nobody vouches for, and takes it if asked to', async () => {
  const server = createSecureServer(LOCALHOST_CERTIFICATE, (_request, response) => {
    response.end('ok');
  });
  const origin = `https://127.0.0.1:${await listening(server)}`;
  expect(await kindsOf(origin, '/')).toEqual(['tls']);
  expect(await kindsOf(origin, '/', { verifiesCertificate: false })).toEqual([undefined]);
  expect(await kindsOf(origin, '/', { verifiesCertificate: false, http: 'h2' })).toEqual(['protocol']);
});
