import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { startLiveServices } from './live-services.js';

const ANY_PORT = {
  host: '127.0.0.1',
  port: 0,
  metricsPort: 0,
  publicUrl: null,
  keepMs: 0,
  token: undefined,
  tls: null,
  declared: null,
};

it('serves page and metrics while it runs, and is gone after the end', async () => {
  const live = await startLiveServices(ANY_PORT);
  try {
    expect((await fetch(live.pageUrl)).status).toBe(200);
    expect((await fetch(live.metricsUrl)).status).toBe(200);
  } finally {
    await live.finish();
  }
  await expect(fetch(live.pageUrl)).rejects.toThrow();
  await expect(fetch(live.metricsUrl)).rejects.toThrow();
});

it('takes the next free port where the one asked for is taken', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  const { port } = other.address() as AddressInfo;
  const live = await startLiveServices({ ...ANY_PORT, port });
  try {
    expect(Number(new URL(live.pageUrl).port)).toBeGreaterThan(port);
  } finally {
    await live.finish();
    other.close();
  }
});
