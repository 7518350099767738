import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@perf-suite/testing/real-server';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { main } from '../cli/main.js';
import { announce } from './announce.js';
import { AnnouncedTargets } from './announced-targets.js';
import { EXPIRY_MS } from './live-target.js';

const TOKEN = 'a-token-of-some-length';
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'perf-announce-'));
  await writeFile(join(folder, 'token'), TOKEN);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function startExporter(flags: readonly string[] = []): Promise<string> {
  const stop = new AbortController();
  let printed = '';
  const ended = main(['serve', '--runs', folder, '--port', '0', ...flags], {
    out: () => undefined,
    err: (text) => {
      printed += text;
    },
    nowMs: Date.now,
    environment: {},
    stop: stop.signal,
  });
  onTestFinished(async () => {
    stop.abort();
    await ended;
  });
  return eventually(async () => /(http:\S+)\/metrics,[\s\S]*ready/.exec(printed)?.[1] ?? null, {
    withinMs: 60_000,
    what: 'the exporter',
  });
}

interface Asked {
  readonly method: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

function ask(exporter: string, { method, headers, body }: Asked): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(`${exporter}/api/live/targets`, { method, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
    });
    sent.on('error', reject).end(body);
  });
}

const AS_JSON = { 'Content-Type': 'application/json' };
const targetsOf = async (exporter: string, headers: Asked['headers'] = {}) => {
  const answer = await fetch(`${exporter}/api/live/targets`, { headers: { ...headers } });
  expect(answer.status).toBe(200);
  // Prometheus refuses any other.
  expect(answer.headers.get('content-type')).toBe('application/json');
  return answer.json();
};

describe('the exporter’s HTTP discovery', () => {
  it('knows a run from its announcement to its end', async () => {
    const exporter = await startExporter(['--token-file', join(folder, 'token')]);
    const authorized = { Authorization: `Bearer ${TOKEN}` };
    expect(await targetsOf(exporter, authorized)).toEqual([]);
    const problems: unknown[] = [];
    const announced = (run: string, port: number) =>
      announce({
        exporter,
        token: TOKEN,
        run,
        port,
        address: null,
        scheme: 'http',
        redact: (text) => text,
        onProblem: (error) => problems.push(error),
      });
    const first = announced('r1', 8_000);
    const second = announced('r2', 8_001);
    await eventually(
      async () => {
        const known = await targetsOf(exporter, authorized);
        return (known as unknown[]).length === 2 ? true : null;
      },
      { withinMs: 30_000, what: 'both runs' },
    );
    const metrics = await (await fetch(`${exporter}/metrics`, { headers: authorized })).text();
    expect(metrics).toContain('perf_exporter_live_targets 2');
    await first.end();
    expect(await targetsOf(exporter, authorized)).toEqual([
      { targets: ['127.0.0.1:8001'], labels: { run: 'r2' } },
    ]);
    await second.end();
    expect(await targetsOf(exporter, authorized)).toEqual([]);
    expect(problems).toEqual([]);
  });

  it('says once why it is not taken, and does not print the token', async () => {
    const exporter = await startExporter(['--token-file', join(folder, 'token')]);
    const problems: unknown[] = [];
    const announcement = announce({
      exporter,
      token: 'another-token',
      run: 'r1',
      port: 8_000,
      address: null,
      scheme: 'http',
      redact: (text) => text.replaceAll('another-token', '***'),
      onProblem: (error) => problems.push(error),
    });
    await eventually(async () => (problems.length > 0 ? true : null), {
      withinMs: 30_000,
      what: 'the problem',
    });
    await announcement.end();
    expect(problems).toHaveLength(1);
    expect(String(problems[0])).toContain('HTTP 401');
    expect(String(problems[0])).not.toContain('another-token');
  });

  it('refuses what no run sends', async () => {
    const exporter = await startExporter();
    const good = JSON.stringify({ run: 'r1', port: 8_000 });
    const refused = async (asked: Asked) => (await ask(exporter, asked)).status;
    expect(await refused({ method: 'PUT', body: good })).toBe(400);
    expect(await refused({ method: 'PUT', headers: { 'Content-Type': 'text/plain' }, body: good })).toBe(400);
    expect(await refused({ method: 'POST', headers: AS_JSON, body: good })).toBe(405);
    expect(await refused({ method: 'PUT', headers: AS_JSON, body: '{}' })).toBe(400);
    expect(await refused({ method: 'PUT', headers: AS_JSON, body: `${good}${' '.repeat(4_096)}` })).toBe(400);
    expect(await refused({ method: 'PUT', headers: { ...AS_JSON, Host: 'evil.example' }, body: good })).toBe(
      421,
    );
    expect(await targetsOf(exporter)).toEqual([]);
    expect(await refused({ method: 'PUT', headers: AS_JSON, body: good })).toBe(200);
  });

  it('takes no more than a bounded number', async () => {
    const exporter = await startExporter();
    const put = (port: number) =>
      ask(exporter, { method: 'PUT', headers: AS_JSON, body: JSON.stringify({ run: 'r', port }) });
    for (let port = 1; port <= 32; port++) expect((await put(port)).status).toBe(200);
    expect((await put(33)).status).toBe(429);
    expect((await put(1)).status).toBe(200);
    expect(await targetsOf(exporter)).toHaveLength(32);
  });

  it('takes no announcement from the network without a token', async () => {
    const exporter = await startExporter(['--host', '0.0.0.0', '--open']);
    const { port } = new URL(exporter);
    const answer = await ask(`http://127.0.0.1:${port}`, {
      method: 'PUT',
      headers: AS_JSON,
      body: JSON.stringify({ run: 'r1', port: 8_000, address: '10.0.0.5' }),
    });
    expect(answer).toMatchObject({ status: 400, text: expect.stringContaining('--token-file') });
  });
});

describe('AnnouncedTargets', () => {
  const target = { run: 'r1', address: '10.0.0.5:8000', scheme: 'http' } as const;

  it('forgets a run that was not heard of for half a minute', () => {
    let nowMs = 0;
    const targets = new AnnouncedTargets(() => nowMs);
    targets.hear(target);
    nowMs = EXPIRY_MS;
    targets.hear({ ...target, address: '10.0.0.6:8000' });
    expect(targets.current()).toHaveLength(2);
    nowMs = EXPIRY_MS + 1;
    expect(targets.current()).toEqual([{ ...target, address: '10.0.0.6:8000' }]);
  });

  it('lets a run that ended late not remove the one that has its address now', () => {
    const targets = new AnnouncedTargets(() => 0);
    targets.hear(target);
    targets.hear({ ...target, run: 'r2' });
    targets.end(target);
    expect(targets.current()).toEqual([{ ...target, run: 'r2' }]);
  });
});
