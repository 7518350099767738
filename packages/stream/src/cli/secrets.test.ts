import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runFinished, runStarted } from '@perf-suite/testing/sample-events';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startLiveStream } from '../server/start-live-stream.js';
import { main } from './main.js';
import { RecordedIo } from './testing/recorded-io.js';
import { ended } from './testing/run-command.js';

const SECRET = 'access-token-of-192-bits';
const PASSWORD = 'p4ssw@rd';

let folder: string;
const servers: Server[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'perf-stream-secrets-'));
});
afterEach(async () => {
  for (const server of servers.splice(0)) server.close();
  await rm(folder, { recursive: true });
});

function expectNoSecret({ stdout, stderr }: RecordedIo): void {
  for (const text of [stdout, stderr]) {
    expect(text).not.toContain(SECRET);
    expect(text).not.toContain(PASSWORD);
    expect(text).not.toContain(encodeURIComponent(PASSWORD));
  }
}

/** A server that answers each request to watch with a status and all that it was sent. */
async function refusing(status: number): Promise<number> {
  const server = createServer().on('upgrade', (request, socket) => {
    const { url, headers } = request;
    const body = `refused ${url} ${JSON.stringify(headers)} ${PASSWORD}\n`;
    const location = `Location: ws://127.0.0.1:1${url}\r\nContent-Type: text/plain\r\n`;
    socket.on('error', () => {});
    socket.end(`HTTP/1.1 ${status} ${SECRET}\r\n${location}Content-Length: ${body.length}\r\n\r\n${body}`);
  });
  servers.push(server.listen(0, '127.0.0.1'));
  await new Promise((resolve) => server.once('listening', resolve));
  return (server.address() as AddressInfo).port;
}

it.each([401, 403, 421, 500, 302])('shows no secret of an address that answers with %i', async (status) => {
  const port = await refusing(status);
  const url = `ws://ann:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}/live?token=${SECRET}`;
  const runs = await Promise.all([
    ended('watch', url, '--give-up-after', '1ms'),
    ended('record', url, join(folder, 'a.jsonl'), '--give-up-after', '1ms'),
    ended('relay', url, '--port', '0', '--give-up-after', '1ms'),
  ]);
  for (const { io, code } of runs) {
    expect(code).toBe(2);
    expect(io.stderr).not.toBe('');
    expectNoSecret(io);
  }
  expect(await readdir(folder)).toEqual([]);
});

it.each([
  ['watch', `ws://ann:${PASSWORD}@127.0.0.1:1/live?token=${SECRET}`],
  ['watch', `wss://ann:${PASSWORD}@127.0.0.1:port/live?token=${SECRET}`],
  ['watch', `htp://ann:${PASSWORD}@127.0.0.1/live?token=${SECRET}`],
  ['relay', '--via', `redis://ann:${PASSWORD}@127.0.0.1:1/live`],
  ['relay', '--via', `nats://ann:${PASSWORD}@127.0.0.1:1/live`],
  ['relay', '--via', `nats://ann:${PASSWORD}@127.0.0.1:1/a/b`],
  ['relay', '--via', `ftp://ann:${PASSWORD}@127.0.0.1/live`],
  ['watch', `--tokn=${SECRET}`, 'ws://127.0.0.1:1'],
])(
  'shows no secret of an address that is away or none: %s %s',
  async (...args) => {
    const { io, code } = await ended(...args, '--give-up-after', '1ms');
    expect(code).toBe(2);
    expect(io.stderr).not.toBe('');
    expectNoSecret(io);
  },
  30_000,
);

it.each(['flag', 'variable'])('prints no token that was given as a %s, in links neither', async (way) => {
  const upstream = await startLiveStream({ port: 0 });
  upstream.publish(runStarted(1));
  const environment = way === 'variable' ? { PERF_STREAM_TOKEN: SECRET } : {};
  const io = new RecordedIo(environment);
  const args = ['relay', upstream.url, '--port', '0', '--keep', '0s'];
  const code = main([...args, ...(way === 'flag' ? ['--token', SECRET] : [])], io);
  const url = await io.untilOut(/ws:.*token=\*\*\*/);
  const watching = ended('watch', url.replace('***', SECRET), '--format', 'json');
  upstream.publish(runFinished());
  await upstream.finish();
  expect(await code).toBe(0);
  expectNoSecret(io);
  expectNoSecret((await watching).io);
});
