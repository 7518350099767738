import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { sendWithRetries } from './send-with-retries.js';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function receiver(answers: readonly (readonly [number, string])[]) {
  const seen: number[] = [];
  const server = createServer((_request, response) => {
    const [status, text] = answers[Math.min(seen.length, answers.length - 1)] ?? [200, ''];
    seen.push(status);
    response.writeHead(status).end(text);
  }).listen(0, '127.0.0.1');
  servers.push(server);
  await new Promise((resolve) => server.once('listening', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1/write`;
  const send = (attempts: number) =>
    sendWithRetries({
      url,
      method: 'POST',
      headers: {},
      timeoutMs: 5_000,
      attempts,
      stop: new AbortController().signal,
    });
  return { seen, send };
}

describe('sendWithRetries', () => {
  it('tries again while the receiver is busy or broken', async () => {
    const { seen, send } = await receiver([
      [503, 'starting'],
      [429, 'slow down'],
      [204, ''],
    ]);
    await send(5);
    expect(seen).toEqual([503, 429, 204]);
  });

  it('gives up after its attempts, with what the receiver said', async () => {
    const { seen, send } = await receiver([[500, 'disk full']]);
    await expect(send(2)).rejects.toMatchObject({ message: expect.stringMatching(/HTTP 500: disk full/) });
    expect(seen).toHaveLength(2);
  });

  it('does not repeat what will be refused again', async () => {
    for (const answer of [
      [400, 'out of order sample'],
      [500, 'too old sample'],
      [401, 'who are you'],
    ] as const) {
      const { seen, send } = await receiver([answer]);
      await expect(send(5)).rejects.toMatchObject({ code: 'bad-usage' });
      expect(seen).toHaveLength(1);
    }
  });

  it('says so when nobody answers', async () => {
    const stop = new AbortController().signal;
    const sending = { method: 'POST', headers: {}, timeoutMs: 1_000, attempts: 1, stop } as const;
    await expect(
      sendWithRetries({ ...sending, url: 'http://127.0.0.1:1/?token=geheim' }),
    ).rejects.toMatchObject({
      code: 'timeout',
      message: expect.not.stringContaining('geheim'),
    });
  });
});
