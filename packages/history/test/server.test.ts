import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, request, type Server } from 'node:http';
import { request as tlsRequest } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { HistoryRun } from '@perf-suite/history';
import { writeRunFile } from '@perf-suite/schema/node';
import { runHistory, startHistory } from '@perf-suite/testing/history-command';
import { LOCALHOST_CERTIFICATE } from '@perf-suite/testing/localhost-certificate';
import { freePort, type RunningProgram } from '@perf-suite/testing/real-server';
import { reportOf } from '@perf-suite/testing/sample-report';
import { singleRun } from '@perf-suite/testing/sample-run';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { historyRun } from './store/sample-history.js';

let folder = '';
const programs: RunningProgram[] = [];
const servers: Server[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'perf-history-server-'));
  await writeFile(join(folder, 'read'), 'read-token-1\n');
  await writeFile(join(folder, 'write'), 'write-token-1\n');
});
afterEach(async () => {
  await Promise.all(programs.splice(0).map((program) => program.stop()));
  for (const server of servers.splice(0)) server.close();
  await rm(folder, { recursive: true, force: true });
});

const TOKENS = ['--read-token-file', 'read', '--write-token-file', 'write'];
async function serve(...args: string[]): Promise<{ url: string; program: RunningProgram }> {
  const started = await startHistory(args, { cwd: folder });
  programs.push(started.program);
  return started;
}

const documentOf = (run: HistoryRun) => ({ kind: 'history-run', schemaVersion: 1, run });
function post(url: string, body: unknown, headers: Record<string, string> = {}) {
  return fetch(`${url}/api/v1/documents`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}
const json = async (url: string, headers: Record<string, string> = {}) =>
  (await fetch(url, { headers })).json() as Promise<Record<string, never>>;
const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });

describe('perf-history serve', () => {
  it('takes in run files, reports and documents once, and answers queries', async () => {
    const { url } = await serve();
    const file = singleRun({ id: 'file-1', startedAt: '2026-03-01T10:00:00.000Z' });
    expect((await post(url, documentOf(historyRun(1)))).status).toBe(201);
    expect((await post(url, documentOf(historyRun(1)))).status).toBe(200);
    const added = await post(`${url}`, file);
    expect(await added.json()).toEqual({ outcome: 'added', kind: 'history-run', id: 'file-1' });
    await post(
      url,
      reportOf(file, { 'parse.bench.ts#json > small': { verdict: 'regressed', speedup: 0.9 } }),
    );
    const { runs } = await json(`${url}/api/v1/runs?limit=5&branch=main`);
    expect(runs).toMatchObject([{ id: 'run-1' }, { id: 'file-1' }]);
    expect(await json(`${url}/api/v1/runs/file-1`)).toMatchObject({
      points: [{ verdict: { verdict: 'regressed' } }],
    });
    expect(await json(`${url}/api/v1/series?benchmark=a.bench.ts%23parse&since=2026-01-01`)).toMatchObject({
      series: [{ benchmark: 'a.bench.ts#parse', points: [{ run: 'run-1', p50: 1_001 }] }],
    });
    expect(await json(`${url}/api/v1/benchmarks`)).toMatchObject({ series: [{}, {}, {}] });
    expect(await json(`${url}/api/v1/changes?state=open`)).toEqual({ changes: [] });
    expect(await json(`${url}/api/v1/summary`)).toMatchObject({
      runCount: 2,
      seriesCount: 3,
      projects: ['default'],
    });
    const { paths } = await json(`${url}/openapi.json`);
    expect(Object.keys(paths ?? {})).toContain('/api/v1/runs/{id}');
  });

  it('keeps a run file as it was given where it is asked to', async () => {
    const { url } = await serve();
    const file = singleRun({ id: 'file 1/2' });
    const answer = await fetch(`${url}/api/v1/documents?raw=stored&project=parser`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' },
      body: gzipSync(JSON.stringify(file)),
    });
    expect(answer.status).toBe(201);
    expect(await json(`${url}/api/v1/runs/file%201%2F2/file`)).toEqual(JSON.parse(JSON.stringify(file)));
    expect(await json(`${url}/api/v1/runs/file%201%2F2`)).toMatchObject({ project: 'parser' });
  });

  it('says what is wrong with a request, and goes on', async () => {
    const { url } = await serve('--max-body', '1');
    const wrong: readonly [number, Promise<Response>][] = [
      [400, post(url, { kind: 'other' })],
      [400, post(url, { kind: 'run', schemaVersion: 99 })],
      [400, post(url, documentOf(historyRun(1, { startedAtMs: -1 })))],
      [400, fetch(`${url}/api/v1/runs?limit=-1`)],
      [400, fetch(`${url}/api/v1/runs?unknown=1`)],
      [400, fetch(`${url}/api/v1/runs?limit=1&limit=2`)],
      [400, fetch(`${url}/api/v1/series`)],
      [400, fetch(`${url}/api/v1/runs?since=2026-99-99`)],
      [400, fetch(`${url}/api/v1/runs/%ff`)],
      [404, fetch(`${url}/api/v1/runs/none`)],
      [404, fetch(`${url}/api/v1/other`)],
      [405, fetch(`${url}/api/v1/runs`, { method: 'DELETE' })],
      [413, post(url, { padding: 'x'.repeat(2 * 1024 * 1024) })],
      [415, post(url, {}, { 'Content-Type': 'text/plain' })],
      [415, post(url, {}, { 'Content-Encoding': 'br' })],
      [400, post(url, {}, { 'Content-Encoding': 'gzip' })],
    ];
    for (const [status, answered] of wrong) {
      const answer = await answered;
      const problem = await answer.json();
      expect([problem, answer.status]).toEqual([expect.objectContaining({ status }), status]);
      expect(answer.headers.get('content-type')).toBe('application/problem+json');
    }
    const bomb = await fetch(`${url}/api/v1/documents`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' },
      body: gzipSync(Buffer.alloc(64 * 1024 * 1024, 0x20)),
    });
    expect(bomb.status).toBe(413);
    expect((await post(url, documentOf(historyRun(1)))).status).toBe(201);
  });

  it('lets a token do only what it is for, and refuses names of other servers', async () => {
    const { url } = await serve(...TOKENS);
    const statuses = async (headers: Record<string, string>) => [
      (await fetch(`${url}/api/v1/runs`, { headers })).status,
      (await post(url, documentOf(historyRun(1)), headers)).status,
    ];
    expect(await statuses({})).toEqual([401, 401]);
    expect(await statuses(bearer('wrong'))).toEqual([401, 401]);
    expect(await statuses(bearer('read-token-1'))).toEqual([200, 403]);
    expect(await statuses(bearer('write-token-1'))).toEqual([403, 201]);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect((await fetch(`${url}/openapi.json`)).status).toBe(401);
    const rebound = await new Promise<number | undefined>((resolve) => {
      request(url, { headers: { Host: 'evil.example' } }, (answer) => resolve(answer.statusCode)).end();
    });
    expect(rebound).toBe(421);
  });

  it('bounds what one client asks for, and how often it may guess a token', async () => {
    const { url } = await serve(...TOKENS, '--rate-limit', '5');
    const asked = async (token: string, count: number) => {
      const found: number[] = [];
      for (let i = 0; i < count; i++) {
        found.push((await fetch(`${url}/api/v1/changes`, { headers: bearer(token) })).status);
      }
      return found;
    };
    expect(await asked('read-token-1', 6)).toEqual([200, 200, 200, 200, 200, 429]);
    expect((await asked('guess', 21)).at(-1)).toBe(429);
    const busy = await fetch(`${url}/api/v1/changes`, { headers: bearer('read-token-1') });
    expect(Number(busy.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('takes tokens of an issuer by their claims, and no others', async () => {
    const { publicKey, privateKey } = await generateKeyPair('RS256');
    const other = await generateKeyPair('RS256');
    const issuerServer = createServer(async (asked, answer) => {
      const origin = `http://127.0.0.1:${(issuerServer.address() as AddressInfo).port}`;
      const body = asked.url?.endsWith('openid-configuration')
        ? { issuer: origin, jwks_uri: `${origin}/keys` }
        : { keys: [{ ...(await exportJWK(publicKey)), alg: 'RS256', kid: '1' }] };
      answer.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
    }).listen(0, '127.0.0.1');
    servers.push(issuerServer);
    await new Promise((resolve) => issuerServer.once('listening', resolve));
    const issuer = `http://127.0.0.1:${(issuerServer.address() as AddressInfo).port}`;
    const { url } = await serve(
      '--jwt-issuer',
      issuer,
      '--jwt-audience',
      'perf',
      '--jwt-write',
      'repository=org/name',
      'ref=refs/heads/main',
      '--jwt-read',
      'repository=org/name',
    );
    const tokenFor = (
      claims: Record<string, string>,
      { key = privateKey, audience = 'perf', expires = '5m' } = {},
    ) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: 'RS256', kid: '1' })
        .setIssuer(issuer)
        .setAudience(audience)
        .setExpirationTime(expires)
        .sign(key);
    const statuses = async (token: string) => [
      (await fetch(`${url}/api/v1/runs`, { headers: bearer(token) })).status,
      (await post(url, documentOf(historyRun(1)), bearer(token))).status,
    ];
    const main = { repository: 'org/name', ref: 'refs/heads/main' };
    expect(await statuses(await tokenFor(main))).toEqual([200, 201]);
    expect(await statuses(await tokenFor({ ...main, ref: 'refs/pull/1' }))).toEqual([200, 403]);
    expect(await statuses(await tokenFor({ ...main, repository: 'other/name' }))).toEqual([403, 403]);
    expect(await statuses(await tokenFor(main, { audience: 'other' }))).toEqual([401, 401]);
    expect(await statuses(await tokenFor(main, { key: other.privateKey }))).toEqual([401, 401]);
    expect(await statuses(await tokenFor(main, { expires: '-5m' }))).toEqual([401, 401]);
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from(JSON.stringify({ ...main, iss: issuer, aud: 'perf', exp: 9e9 })).toString('base64url')}.`;
    expect(await statuses(unsigned)).toEqual([401, 401]);
  });

  it('serves over TLS, and the pages of a site', async () => {
    await writeFile(join(folder, 'cert.pem'), LOCALHOST_CERTIFICATE.cert);
    await writeFile(join(folder, 'key.pem'), LOCALHOST_CERTIFICATE.key);
    await mkdir(join(folder, 'site'));
    await writeFile(join(folder, 'site', 'index.html'), '<p>history</p>');
    const { url } = await serve('--tls-cert', 'cert.pem', '--tls-key', 'key.pem', '--site', 'site');
    const get = (path: string) =>
      new Promise<string>((resolve, reject) => {
        tlsRequest(`${url}${path}`, { rejectUnauthorized: false }, (answer) => {
          let text = '';
          answer.on('data', (part) => {
            text += part;
          });
          answer.on('end', () => resolve(`${answer.statusCode} ${text}`));
        })
          .once('error', reject)
          .end();
      });
    expect(await get('/')).toBe('200 <p>history</p>');
    expect(await get('/..%2fread')).toMatch(/^404/);
    expect(await get('/api/v1/summary')).toMatch(/^200 .*"runCount":0/);
  });

  it('asks for tokens where other machines could reach it', async () => {
    const ended = await runHistory(['serve', '--host', '0.0.0.0', '--port', '0'], { cwd: folder });
    expect(ended).toMatchObject({ code: 2, err: expect.stringContaining('--read-token-file') });
  });

  it('has a description that is up to date', () => {
    const script = fileURLToPath(new URL('../scripts/generate-openapi.mjs', import.meta.url));
    execFileSync(process.execPath, [script, '--check']);
  });
});

describe('perf-history push', () => {
  const writeRun = (id: string) => writeRunFile(join(folder, 'runs', `${id}.run.json`), singleRun({ id }));
  const push = (url: string, ...args: string[]) =>
    runHistory(['push', ...args, '--server', url, '--token-file', 'write', '--attempts', '1'], {
      cwd: folder,
    });

  it('keeps what a server that is away has not accepted, and sends it the next time', async () => {
    await writeRun('first');
    await writeRun('second');
    const port = await freePort();
    const away = await push(`http://127.0.0.1:${port}`, 'runs');
    expect(away).toMatchObject({ code: 2, err: expect.stringContaining('2 waiting in .perf/push-queue') });
    const { url } = await serve(...TOKENS);
    expect(await push(url)).toMatchObject({ code: 0, err: 'perf-history: pushed 2 documents\n' });
    expect(await readdir(join(folder, '.perf', 'push-queue'))).toEqual([]);
    const { runs } = await json(`${url}/api/v1/runs`, bearer('read-token-1'));
    expect(runs).toHaveLength(2);
  });

  it('keeps all where the token is wrong, and never shows it', async () => {
    await writeRun('first');
    const { url } = await serve('--write-token-file', 'read');
    const refused = await push(url, 'runs');
    expect(refused).toMatchObject({ code: 2, err: expect.stringContaining('HTTP 401') });
    expect(refused.err).not.toContain('write-token-1');
    expect(await readdir(join(folder, '.perf', 'push-queue'))).toHaveLength(1);
  });

  it('puts aside what the server refuses, so that it does not hold up the rest', async () => {
    await writeRun('first');
    const { url } = await serve(...TOKENS);
    await push('http://127.0.0.1:1', 'runs');
    const queue = join(folder, '.perf', 'push-queue');
    await writeFile(join(queue, '000000000000001-abc.json.gz'), gzipSync('{"query":"","body":{"kind":"x"}}'));
    expect(await push(url)).toMatchObject({
      code: 2,
      err: expect.stringContaining('pushed 1 document; 1 refused'),
    });
    expect(await readdir(queue)).toEqual(['000000000000001-abc.json.gz.refused']);
    expect((await push(url)).code).toBe(0);
  });

  it('sends whole run files where they are to be kept', async () => {
    await writeRun('first');
    const { url } = await serve(...TOKENS);
    expect((await push(url, 'runs', '--raw', 'stored')).code).toBe(0);
    expect(await json(`${url}/api/v1/runs/first/file`, bearer('read-token-1'))).toMatchObject({
      kind: 'run',
    });
  });
});
