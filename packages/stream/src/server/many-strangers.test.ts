import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type LiveStream, startLiveStream } from './start-live-stream.js';
import { admittedTo } from './testing/raw-watcher.js';

const STRANGERS = 1_280;

let stream: LiveStream;
const sockets: Socket[] = [];
beforeEach(async () => {
  // So patient that nobody is hung up on for saying nothing.
  stream = await startLiveStream({ port: 0, limits: { handshakeWithinMs: 60_000, lingerMs: 100 } });
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await stream.finish();
});

it('idle connections without a token keep out no watcher, and end none that is in', async () => {
  const early = await admittedTo(stream);
  for (let count = 0; count < STRANGERS; count += 64) {
    const more = Array.from({ length: 64 }, () => connect(stream.port, '127.0.0.1').on('error', () => {}));
    sockets.push(...more);
    await Promise.all(more.map((socket) => once(socket, 'connect')));
  }
  const late = await admittedTo(stream);
  expect(stream.watcherCount).toBe(2);
  expect(early.socket.destroyed).toBe(false);
  // A stranger who speaks is answered as well.
  expect((await fetch(`http://127.0.0.1:${stream.port}/`)).status).toBe(200);
  for (const { socket } of [early, late]) socket.destroy();
}, 60_000);
