import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { freePort } from '@perf-suite/testing/real-server';
import { afterEach, describe, expect, it } from 'vitest';
import { sendWithRetries } from './send-with-retries.js';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function receiver(
  answers: readonly (readonly [number, string])[],
  onRequest: () => void = () => undefined,
) {
  const seen: number[] = [];
  const server = createServer((_request, response) => {
    const [status, text] = answers[Math.min(seen.length, answers.length - 1)] ?? [200, ''];
    seen.push(status);
    onRequest();
    response.writeHead(status).end(text);
  }).listen(0, '127.0.0.1');
  servers.push(server);
  await new Promise((resolve) => server.once('listening', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1/write`;
  const send = (attempts: number, stop = new AbortController().signal) =>
    sendWithRetries({
      url,
      method: 'POST',
      headers: {},
      timeoutMs: 5_000,
      attempts,
      stop,
      redact: (text) => text,
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

  it('tries no more once it is stopped, and says that it was', async () => {
    const stop = new AbortController();
    const { seen, send } = await receiver([[503, 'starting']], () => stop.abort());
    await expect(send(20, stop.signal)).rejects.toMatchObject({ code: 'interrupted' });
    expect(seen).toEqual([503]);
  });

  it('says so when nobody answers', async () => {
    const stop = new AbortController().signal;
    const redact = (text: string) => text;
    const sending = { method: 'POST', headers: {}, timeoutMs: 30_000, attempts: 2, stop, redact } as const;
    const url = `http://127.0.0.1:${await freePort()}/?token=geheim`;
    await expect(sendWithRetries({ ...sending, url })).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.not.stringContaining('geheim'),
    });
  });
});
