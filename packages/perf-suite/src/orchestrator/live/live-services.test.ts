import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startLiveServices } from './live-services.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'perf-live-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const options = () => ({ ...ANY_PORT, targetFolder: join(folder, 'live') });
const ANY_PORT = {
  host: '127.0.0.1',
  port: 0,
  metricsPort: 0,
  publicUrl: null,
  keepMs: 0,
  token: undefined,
  exporterToken: undefined,
  run: 'r1',
  announce: null,
  onProblem: () => undefined,
  tls: null,
  declared: null,
};

it('serves page and metrics while it runs, and is gone after the end', async () => {
  const live = await startLiveServices(options());
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
  const live = await startLiveServices({ ...options(), port });
  try {
    expect(Number(new URL(live.pageUrl).port)).toBeGreaterThan(port);
  } finally {
    await live.finish();
    other.close();
  }
});

it('tells Prometheus where its metrics are for as long as they are there', async () => {
  const live = await startLiveServices(options());
  const { targetFolder } = options();
  try {
    const [name = ''] = await readdir(targetFolder);
    expect(name).toMatch(/\.json$/);
    expect(JSON.parse(await readFile(join(targetFolder, name), 'utf8'))).toEqual([
      { targets: [new URL(live.metricsUrl).host], labels: { run: 'r1' } },
    ]);
    await live.leave();
    expect(await readdir(targetFolder)).toEqual([]);
  } finally {
    await live.finish();
  }
});

it('serves all the same where the folder takes no file, and says so', async () => {
  const file = join(folder, 'file');
  await writeFile(file, '');
  const live = await startLiveServices({ ...options(), targetFolder: join(file, 'live') });
  try {
    expect(live.warnings).toEqual([expect.stringContaining('Prometheus does not see this run')]);
    expect((await fetch(live.metricsUrl)).status).toBe(200);
  } finally {
    await live.finish();
  }
});

it('is not announced where nobody could reach it', async () => {
  await expect(
    startLiveServices({ ...options(), announce: 'http://perf-exporter:8010' }),
  ).rejects.toMatchObject({ code: 'bad-usage', message: expect.stringContaining('--host 127.0.0.1') });
});
