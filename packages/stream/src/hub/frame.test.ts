import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { binaryFrame, type Frame, textFrame } from './frame.js';

let server: WebSocketServer | null = null;
afterEach(() => server?.close());

/** Returns what a watcher makes of frames that are written to its connection as they are. */
async function received(frames: readonly Frame[]): Promise<{ data: Buffer; isBinary: boolean }[]> {
  server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  server.on('connection', (socket, request) => {
    for (const { wire } of frames) request.socket.write(wire);
    socket.close();
  });
  await once(server, 'listening');
  const watcher = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const messages: { data: Buffer; isBinary: boolean }[] = [];
  watcher.on('message', (data: Buffer, isBinary: boolean) => messages.push({ data, isBinary }));
  const [code] = await once(watcher, 'close');
  expect(code).toBe(1005);
  return messages;
}

describe('a frame', () => {
  it('arrives as its message, at each of the lengths that change its header', async () => {
    const lengths = [0, 1, 125, 126, 127, 2 ** 16 - 1, 2 ** 16, 2 ** 16 + 1, 300_000];
    const text = lengths.map((length) => textFrame('x'.repeat(length)));
    const binary = lengths.map((length) => binaryFrame(new Uint8Array(length).fill(7)));
    const messages = await received([...text, ...binary]);
    expect(messages.map(({ data, isBinary }) => [data.length, isBinary])).toEqual([
      ...lengths.map((length) => [length, false]),
      ...lengths.map((length) => [length, true]),
    ]);
    for (const [index, frame] of [...text, ...binary].entries()) {
      expect(frame.data.equals(messages[index]?.data as Buffer)).toBe(true);
    }
  });

  it('counts bytes, not characters', async () => {
    const text = 'µs › 2.31 ± 0.04 \u{1f680}';
    const [message] = await received([textFrame(text)]);
    expect(message?.data.toString('utf8')).toBe(text);
  });
});
