import { once } from 'node:events';
import { runStarted } from '@perf-suite/testing/sample-events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { ended } from './testing/run-command.js';

const HELLO = { type: 'hello', watcher: 'w', heartbeatMs: 1_000, limits: { maxPayloadBytes: 16_384 } };
const SUBSCRIBED = { type: 'subscribed', epoch: 'e', resumed: false };

let server: WebSocketServer;
let url: string;
let messages: object[];

beforeEach(async () => {
  server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  const address = server.address();
  url = `ws://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/live`;
  server.on('connection', (socket) => {
    for (const message of [HELLO, SUBSCRIBED, ...messages]) socket.send(JSON.stringify(message));
  });
});

afterEach(async () => {
  for (const socket of server.clients) socket.terminate();
  await new Promise((resolve) => server.close(resolve));
});

describe('a server that is none of ours', () => {
  it.each([
    ['watch', [{ type: 'run-started', ch: 'run', seq: 1, t: 0 }], []],
    ['relay', [{ type: 'samples', ch: 's/0', seq: 1, t: 0, benchmark: 0 }], ['--port', '0']],
  ])('ends %s with a word on what it said', async (command, said, flags) => {
    messages = said;
    const { io, code } = await ended(command, url, ...flags);
    expect(code).toBe(2);
    expect(io.stderr).toContain('expected the messages of a run, found invalid ones');
    expect(io.stderr).not.toContain('internal error');
  });

  it('ends watch where no line can be made of it', async () => {
    messages = [
      { ch: 'run', seq: 1, ...runStarted(1) },
      { type: 'comparison', ch: 'run', seq: 2, t: 1, benchmark: 0, look: 1, rounds: 1, speedup: { p50: {} } },
    ];
    const { io, code } = await ended('watch', url);
    expect(code).toBe(2);
    expect(io.stderr).toContain('found invalid ones');
  });
});
