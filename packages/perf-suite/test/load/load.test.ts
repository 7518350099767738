import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { join } from 'node:path';
import type { Report } from '@perf-suite/schema';
import { judgeWithPerfGuard } from '@perf-suite/testing/perf-guard-command';
import { expect, it, onTestFinished } from 'vitest';
import { newFolder, perfSuite, readRun, start } from '../failures/run-command.js';

/** Short, and without a warm-up: what is tested does not depend on how long it takes. */
const QUICK = ['--time', '2s', '--warmup', '0s', '--concurrency', '4'];

async function serverWith(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function load(origin: string, ...flags: string[]) {
  return perfSuite(['load', origin, ...QUICK, ...flags], { cwd: newFolder() });
}

/** Answers after a time. */
function answeringAfter(ms: number): RequestListener {
  return (_request, response) => setTimeout(() => response.end('{"id":1}'), ms);
}

it('measures requests by name, and writes a run file that a later one is compared with', async () => {
  const folder = newFolder();
  const scenario = join(folder, 'api.yaml');
  writeFileSync(
    scenario,
    "requests:\n  - { name: item, path: /item, weight: 3, check: { json: { $.id: 1 } } }\n  - { name: up, method: POST, path: /up, body: 'a' }\n",
  );
  const out = (name: string) => join(folder, `${name}.run.json`);
  const flags = (name: string) => [...QUICK, '--scenario', scenario, '--out', out(name), '--cwd', folder];
  const fast = await serverWith(answeringAfter(2));
  const earlier = await perfSuite(['load', fast, ...flags('earlier'), '--format', 'json', '--seed', '5']);
  expect(earlier.exitCode).toBe(0);
  expect(JSON.parse(earlier.stdout)).toMatchObject({
    state: 'complete',
    exitCode: 0,
    all: { errorCount: 0, errors: [] },
    requests: [{ name: 'item', windows: [{ window: 0 }, { window: 1 }] }, { name: 'up' }],
  });
  const run = readRun(out('earlier'), earlier);
  expect(run).toMatchObject({ mode: 'single', state: 'complete', seed: 5 });
  expect(run.benchmarks.map(({ id }) => id)).toEqual(['api.yaml#item', 'api.yaml#up']);
  for (const { rounds } of run.benchmarks) {
    for (const round of rounds) {
      expect(round.requests?.head).toMatchObject({ okCount: round.measuredCount, errors: {} });
      expect(round.requests?.head?.latencyNs?.p50).toBeGreaterThanOrEqual(1e6);
    }
  }
  const slow = await serverWith(answeringAfter(60));
  const later = await perfSuite(['load', slow, ...flags('later')]);
  expect(later.exitCode).toBe(0);
  for (const text of ['item', 'up', 'p99.9', 'p99 over time']) expect(later.stdout).toContain(text);
  const report = join(folder, 'later.report.json');
  expect(await judgeWithPerfGuard(out('later'), report, '--baseline', out('earlier'))).toBe(1);
});

it('is worse than an earlier one where more requests fail', async () => {
  const folder = newFolder();
  let isFailing = false;
  let count = 0;
  const server = await serverWith((_request, response) => {
    response.statusCode = isFailing && count++ % 5 === 0 ? 503 : 200;
    response.end();
  });
  const flags = ['--warmup', '0s', '--concurrency', '2', '--time', '10s', '--cwd', folder];
  const out = (name: string) => ['--out', join(folder, `${name}.run.json`)];
  await perfSuite(['load', server, ...flags, ...out('earlier')]);
  isFailing = true;
  await perfSuite(['load', server, ...flags, ...out('later')]);
  const report = join(folder, 'later.report.json');
  const earlier = join(folder, 'earlier.run.json');
  const exitCode = await judgeWithPerfGuard(join(folder, 'later.run.json'), report, '--baseline', earlier);
  expect(exitCode).toBe(1);
  const [comparison] = (JSON.parse(readFileSync(report, 'utf8')) as Report).comparisons;
  expect(comparison?.summary).toContain('Fails more often: none -> 20.0 % of requests');
}, 60_000);

it('counts failures by kind, and fails where a request was never answered as it must be', async () => {
  let count = 0;
  const half = await serverWith((_request, response) => {
    response.statusCode = count++ % 2 === 0 ? 200 : 503;
    response.end();
  });
  const some = await load(half, '--out', 'a.run.json');
  expect(some.exitCode).toBe(0);
  expect(some.stdout).toMatch(/GET \/: [\d,]+ with a wrong status, such as: status 503/);
  const none = await load(await serverWith((_request, response) => response.writeHead(404).end()));
  expect(none.exitCode).toBe(6);
  expect(none.stderr).toContain('none of');
  expect(none.stderr).toContain('status 404');
});

it('says at once that a service is down, hangs, or speaks something else', async () => {
  const closed = createTcpServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => closed.once('listening', resolve));
  const { port } = closed.address() as AddressInfo;
  await new Promise((resolve) => closed.close(resolve));
  const down = await load(`http://127.0.0.1:${port}`);
  expect(down.exitCode).toBe(2);
  expect(down.stderr).toContain(`http://127.0.0.1:${port}: expected an answer, found:`);
  expect(down.stderr).toContain('Start the service');
  const hanging = await load(await serverWith(() => undefined), '--timeout', '300ms');
  expect(hanging.exitCode).toBe(2);
  expect(hanging.stderr).toContain('no whole answer in 300 ms');
  const garbage = createTcpServer((socket) => socket.end('SSH-2.0-OpenSSH\r\n')).listen(0, '127.0.0.1');
  await new Promise((resolve) => garbage.once('listening', resolve));
  onTestFinished(() => void garbage.close());
  const other = await load(`http://127.0.0.1:${(garbage.address() as AddressInfo).port}`);
  expect(other.exitCode).toBe(2);
  expect(other.stderr).toContain('version of HTTP');
});

it('ends with 7 where all requests together are above a limit', async () => {
  let count = 0;
  const server = await serverWith((_request, response) => {
    response.statusCode = count++ % 4 === 0 ? 503 : 200;
    response.end();
  });
  const broken = await load(server, '--limit', 'p99 <= 1ns', 'failed <= 50%', '--limit=failed <= 1%');
  expect(broken.exitCode).toBe(7);
  expect(broken.stderr).toMatch(/over the limit: expected p99 <= 1ns, found [\d.]+ (µs|ms)/);
  expect(broken.stderr).toMatch(/over the limit: expected failed <= 1%, found 2\d %/);
  expect(broken.stderr).not.toContain('50%');
  const kept = await load(server, '--limit', 'max <= 1h', '--format', 'json');
  expect(kept.exitCode, kept.stderr).toBe(0);
  expect(JSON.parse(kept.stdout).limits).toMatchObject([{ text: 'max <= 1h', kept: true, most: 3.6e12 }]);
  const refused = await load(server, '--limit', 'p97 <= 1ms');
  expect(refused.exitCode).toBe(2);
  expect(refused.stderr).toContain("--limit: expected a limit such as 'p99 <= 200ms'");
});

it('goes on where a service dies in the middle, and tells how many requests failed', async () => {
  const server = createServer(answeringAfter(1)).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  const flags = ['--time', '5s', '--warmup', '0s', '--rate', '50'];
  const { finished, said } = start(['load', `http://127.0.0.1:${port}`, ...flags], { cwd: newFolder() });
  await said('round 1 of 5');
  server.closeAllConnections();
  server.close();
  const { exitCode, stdout } = await finished;
  expect(stdout).toMatch(/GET \/: [\d,]+ refused/);
  expect([0, 6]).toContain(exitCode);
});

it('keeps what was measured when it is interrupted', async () => {
  const out = join(newFolder(), 'a.run.json');
  const origin = await serverWith(answeringAfter(1));
  const { child, finished, said } = start(['load', origin, '--time', '60s', '--warmup', '0s', '--out', out], {
    cwd: newFolder(),
  });
  await said('round 1 of 12');
  child.kill('SIGINT');
  const end = await finished;
  expect(end.exitCode).toBe(130);
  expect(end.stderr).toContain('what was measured will be saved');
  const run = readRun(out, end);
  expect(run).toMatchObject({ state: 'partial', interrupted: true });
  expect(run.benchmarks[0]?.rounds[0]?.measuredCount).toBeGreaterThan(0);
});

it('shows it on the live page and in the metrics', async () => {
  const origin = await serverWith(answeringAfter(1));
  const { finished, said } = start(
    ['load', origin, ...QUICK, '--live', '--port', '0', '--metrics-port', '0', '--live-keep', '0s'],
    { cwd: newFolder() },
  );
  const links = await said('/metrics');
  const metrics = /metrics +(http\S+)/.exec(links)?.[1] ?? '';
  await said('round 2 of 2');
  expect(await (await fetch(metrics)).text()).toContain('benchmark_name="load#GET /"');
  expect((await finished).exitCode).toBe(0);
});

it.each([
  [['load', 'localhost:3000'], 'expected the URL of a service'],
  [['load', 'ftp://x/'], 'expected the URL of a service'],
  [['load', 'http://user:secret@x/'], 'without a user and password'],
  [['load', 'http://x/', '--rate', '1', '--concurrency', '1'], 'expected one of --rate and --concurrency'],
  [['load', 'http://x/', '--rate', '0'], '--rate: expected requests a second'],
  [['load', 'http://x/', '--concurrency', '1.5'], '--concurrency'],
  [['load', 'http://x/', '--arrivals', 'random'], '--arrivals: expected --rate with it'],
  [['load', 'http://x/', '--time', '5'], 'Did you mean 5s'],
  [['load', 'http://x/', '--http', '3'], '--http: expected 1.1, 2'],
  [['load', 'http://x/', '--scenario', 'none.yaml'], 'none.yaml'],
  [['load', 'http://x/', '--live-keep', '5s'], 'expected --live with it'],
])('refuses %j and says what to do', async (args, message) => {
  const { exitCode, stderr } = await perfSuite(args, { cwd: newFolder() });
  expect(exitCode).toBe(2);
  expect(stderr).toContain(message);
  expect(stderr).not.toContain('secret');
});
