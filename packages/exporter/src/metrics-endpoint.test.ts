import { createServer, get, type IncomingMessage, request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { sampleEnvironment } from '@perf-suite/testing/sample-environment';
import { measured, runFinished, runStarted, samples, verdict } from '@perf-suite/testing/sample-events';
import { afterEach, describe, expect, it } from 'vitest';
import {
  type MetricsEndpoint,
  type MetricsEndpointOptions,
  startMetricsEndpoint,
} from './metrics-endpoint.js';
import { seriesValue } from './testing/scrape.js';

const open: MetricsEndpoint[] = [];

async function start(options: MetricsEndpointOptions = {}): Promise<MetricsEndpoint> {
  const endpoint = await startMetricsEndpoint({ port: 0, ...options });
  open.push(endpoint);
  return endpoint;
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((endpoint) => endpoint.close()));
});

/** Answers with the raw body: fetch would unpack it and set its own Host. */
function ask(
  url: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<{ status: number; headers: IncomingMessage['headers']; body: Buffer }> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, agent: false }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts) }),
      );
    });
    sent.on('error', reject);
    sent.end();
  });
}

describe('startMetricsEndpoint', () => {
  it('serves what a run’s events say', async () => {
    const endpoint = await start({ compatibility: true });
    for (const event of [
      { ...runStarted(), environment: sampleEnvironment({ ci: 'github' }) },
      samples(0, 0, [4e6, 5e6, 6e6]),
      measured(5e6),
      verdict(),
      { ...runFinished(), exitCode: 1, verdict: 'regressed' as const },
    ]) {
      endpoint.record(event);
    }
    const text = (await ask(endpoint.url)).body.toString();
    const labels = 'benchmark_name="a.bench.ts#parse",environment="local",branch="main"';
    expect(seriesValue(text, `benchmark_execution_time_ms_bucket{le="5",${labels}}`)).toBe(2);
    expect(seriesValue(text, `benchmark_execution_time_seconds_bucket{le="0.005",${labels}}`)).toBe(2);
    expect(seriesValue(text, `benchmark_execution_time_seconds_sum{${labels}}`)).toBe(0.015);
    expect(seriesValue(text, `performance_regressions_detected_total{${labels},severity="critical"}`)).toBe(
      1,
    );
    expect(seriesValue(text, `performance_regressions_detected_total{${labels},severity="warning"}`)).toBe(0);
    expect(seriesValue(text, 'ci_pipeline_status{pipeline="github",branch="main",trigger="ci"}')).toBe(0);
  });

  it('answers in the format and encoding that Prometheus asks for', async () => {
    const endpoint = await start();
    endpoint.record(runStarted());
    const answer = await ask(endpoint.url, {
      accept: 'application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5',
      'accept-encoding': 'gzip',
    });
    expect(answer.headers['content-type']).toBe('application/openmetrics-text; version=1.0.0; charset=utf-8');
    expect(answer.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(answer.body).toString()).toMatch(/# EOF\n$/);
  });

  it('takes the next port when its own is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    const endpoint = await start({ port });
    expect(Number(new URL(endpoint.url).port)).toBeGreaterThan(port);
    expect((await ask(endpoint.url)).status).toBe(200);
    other.close();
  });

  it('refuses a Host of another name or port, and nothing but its own', async () => {
    const { url } = await start({ allowedHosts: ['metrics.example:9000'] });
    const { port } = new URL(url);
    const status = async (host: string) => (await ask(url, { host })).status;
    expect(await status(`127.0.0.1:${port}`)).toBe(200);
    expect(await status(`localhost:${port}`)).toBe(200);
    expect(await status('metrics.example:9000')).toBe(200);
    expect(await status('evil.example')).toBe(421);
    expect(await status(`evil.example:${port}`)).toBe(421);
    expect(await status('127.0.0.1:1')).toBe(421);
    expect(await status('127.0.0.1')).toBe(421);
    expect(await status(`localhost.evil.example:${port}`)).toBe(421);
  });

  it('asks for the token when there is one', async () => {
    const { url } = await start({ token: 'secret' });
    expect((await ask(url)).status).toBe(401);
    expect((await ask(url, { authorization: 'Bearer wrong' })).status).toBe(401);
    expect((await ask(url, { authorization: 'Basic secret' })).status).toBe(401);
    expect((await ask(url, { authorization: 'Bearer secret' })).status).toBe(200);
    expect((await ask(url.replace('/metrics', '/healthz'))).status).toBe(200);
  });

  it('counts what it refuses by reason, and answers whoever tries many tokens that this is too often', async () => {
    const { url } = await start({ token: 'secret' });
    const right = { authorization: 'Bearer secret' };
    const statuses = new Map<number, number>();
    for (let i = 0; i < 500 && !statuses.has(429); i++) {
      const { status } = await ask(url, { authorization: `Bearer ${i}` });
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
    await ask(url, { ...right, host: 'other.example' });
    await ask(url, right, 'POST');
    const text = (await ask(url, right)).body.toString();
    const refused = (reason: string) =>
      seriesValue(text, `perf_exporter_requests_refused_total{reason="${reason}"}`);
    expect(refused('token')).toBe(statuses.get(401));
    expect([refused('rate-limit'), refused('host'), refused('method')]).toEqual([1, 1, 1]);
    if (process.platform === 'linux') expect(seriesValue(text, 'process_open_fds')).toBeGreaterThan(3);
  });

  it('only reads: other methods and paths get nothing', async () => {
    const { url } = await start();
    expect((await ask(url, {}, 'POST')).status).toBe(405);
    expect((await ask(url.replace('/metrics', '/../../etc/passwd'))).status).toBe(404);
    const head = await ask(url, {}, 'HEAD');
    expect(head.status).toBe(200);
    expect(head.body.length).toBe(0);
  });

  it('reports what the stream’s watchers got', async () => {
    const stream = {
      watcherCount: 3,
      slowWatcherCount: 1,
      historyBytes: 4_096,
      droppedSampleCount: 5,
      gapCount: 2,
    };
    const { url } = await start({ readStream: () => stream });
    const text = (await ask(url)).body.toString();
    expect(seriesValue(text, 'stream_watchers')).toBe(3);
    expect(seriesValue(text, 'stream_slow_watchers')).toBe(1);
    expect(seriesValue(text, 'stream_history_bytes')).toBe(4_096);
    expect(seriesValue(text, 'stream_gaps_total')).toBe(2);
    expect(seriesValue(text, 'stream_samples_dropped_total')).toBe(5);
  });

  it('survives a client that sends half a request, and closes without waiting for it', async () => {
    const endpoint = await startMetricsEndpoint({ port: 0 });
    const { port } = new URL(endpoint.url);
    const socket = connect(Number(port), '127.0.0.1');
    socket.on('error', () => undefined);
    await new Promise((resolve) => socket.once('connect', resolve));
    socket.write('GET /metrics HTTP/1.1\r\nHost: 127.0');
    expect((await ask(endpoint.url)).status).toBe(200);
    await endpoint.close();
    await expect(
      new Promise((resolve, reject) => get(endpoint.url, resolve).on('error', reject)),
    ).rejects.toThrow();
    socket.destroy();
  });

  it('says so when the address is not this machine’s', async () => {
    await expect(startMetricsEndpoint({ port: 0, host: '192.0.2.1' })).rejects.toMatchObject({
      code: 'bad-usage',
      message: expect.stringContaining('192.0.2.1'),
    });
  });
});
