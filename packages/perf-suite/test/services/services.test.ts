import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunFile } from '@perf-suite/schema';
import { describe, expect, it } from 'vitest';
import { isRunning } from '../commands/project.js';
import { benchmarkOf, measured, newFolder, perfSuite, readRun, start } from '../failures/run-command.js';
import { serviceProject } from './project.js';

const isPosix = process.platform !== 'win32';
const isLinux = process.platform === 'linux';

const TWO = `[{ name: 'list', path: '/items' }, { name: 'one item', path: '/items/{id}', check: { body: 'item' } }]`;
// Eight at once: however slow the machine is, each of them is drawn.
const API = `service('api', { start: ['node', 'server.js'], ready: '/health', requests: ${TWO}, values: { id: [1, 2] }, concurrency: 8 });`;

describe.runIf(isPosix)('a service as benchmarks', () => {
  it('gives a benchmark for each request, from a fresh process in each round', async () => {
    const folder = serviceProject(`${API}\nbench('a function', () => 1 + 1);`);
    const { run, exitCode, stdout, stderr } = await measured(['--time', '60ms'], { cwd: folder });
    expect(exitCode, stderr).toBe(0);
    expect(run.benchmarks.map(({ id, kind }) => [id, kind])).toEqual([
      ['api.bench.js#api > list', 'service'],
      ['api.bench.js#api > one item', 'service'],
      ['api.bench.js#a function', undefined],
    ]);
    const { rounds, batchSize, async } = benchmarkOf(run, 'one item');
    expect({ batchSize, async, rounds: rounds.length }).toEqual({ batchSize: 1, async: true, rounds: 2 });
    const [first] = rounds;
    expect(first?.requests?.head?.errors).toEqual({});
    expect(first?.requests?.head?.okCount).toBe(first?.measuredCount);
    expect(first?.measuredCount).toBeGreaterThan(0);
    const starts = readFileSync(join(folder, 'service.starts'), 'utf8').trim().split('\n');
    expect(starts).toHaveLength(2);
    expect(stdout).toMatch(/api > one item: .* good answers?, .* a second, p99 .*, none failed/);
    if (isLinux) expect(isRunning(join(folder, 'service.pid'))).toBe(false);
  });

  it('takes a scenario file beside the benchmark file, in an open loop', async () => {
    const folder = serviceProject(
      `service('api', { start: ['node', 'server.js'], scenario: 'load.yaml', rate: 200 });`,
      {
        'load.yaml':
          'seed: 3\nrequests:\n  - /items\n  - { name: add, method: POST, path: /items/1, json: { a: 1 } }\n',
      },
    );
    const { run, stderr } = await measured(['--time', '100ms'], { cwd: folder });
    expect(
      run.benchmarks.map(({ name, failure }) => [name, failure]),
      stderr,
    ).toEqual([
      ['GET /items', null],
      ['add', null],
    ]);
    // The same in each round, as the scenario has a seed.
    const asked = readFileSync(join(folder, 'service.asked'), 'utf8');
    expect(asked).toContain('POST /items/1');
  });

  it('sends all of its requests, whichever are asked for', async () => {
    const folder = serviceProject(API);
    const { run } = await measured(['--filter', 'one item', '--time', '60ms'], { cwd: folder });
    expect(run.benchmarks.map(({ name }) => name)).toEqual(['one item']);
    expect(readFileSync(join(folder, 'service.asked'), 'utf8')).toContain('GET /items\n');
  });

  it('is listed without being started', async () => {
    const folder = serviceProject(API);
    const { stdout, exitCode } = await perfSuite(['list'], { cwd: folder });
    expect(exitCode).toBe(0);
    expect(stdout).toContain('api > one item');
    expect(existsSync(join(folder, 'service.starts'))).toBe(false);
  });

  it('is refused, before anything is started, where its requests make no sense', async () => {
    const folder = serviceProject(
      `service('api', { start: ['node', 'server.js'], requests: [{ path: 'items' }] });`,
    );
    const { exitCode, stdout } = await perfSuite(['list'], { cwd: folder });
    expect(exitCode).toBe(6);
    expect(stdout).toContain('service "api": at /requests/0');
    expect(existsSync(join(folder, 'service.starts'))).toBe(false);
  });
});

describe.runIf(isPosix)('a service that does not do its part', () => {
  it('fails by its name and with what it wrote, and the others are measured', async () => {
    const declared = (name: string, options: string): string =>
      `service('${name}', { start: ['node', 'server.js'], env: { NAME: '${name}', MODE: '${name}' }, startTimeout: '2s', timeout: '300ms', requests: ['/items'], ready: '/health', ${options} });`;
    const folder = serviceProject(
      [
        ...['fine', 'exits', 'unready', 'crashes', 'hangs', 'elsewhere'].map((name) => declared(name, '')),
        `service('errors', { start: ['node', 'server.js'], concurrency: 8, requests: ['/items', '/broken', { name: 'wrong', path: '/items', check: { body: 'nothing' } }] });`,
        `service('missing', { start: ['no-such-program'], requests: ['/'] });`,
        `service('prepares', { start: ['node', 'server.js'], prepare: ['sh', '-c', 'echo no space; exit 1'], requests: ['/'] });`,
        `service('leaves', { start: 'sleep 300 & echo $! > left.pid; node server.js', shell: true, requests: ['/items'] });`,
      ].join('\n'),
    );
    // Long enough for each request to be drawn, however slow the machine is.
    const { run, exitCode } = await measured(['--rounds', '1', '--time', '300ms'], { cwd: folder });
    expect(exitCode).toBe(6);
    expect(failureOf(run, 'fine')).toBeNull();
    expect(failureOf(run, 'leaves')).toBeNull();
    expect(failureOf(run, 'exits')).toMatchObject({
      reason: 'exited',
      message: 'the service ended with exit code 3 before it was ready: no database',
    });
    expect(failureOf(run, 'unready')).toMatchObject({
      reason: 'setup',
      message: 'the service was not ready within 2 s: GET /health gave status 503\nIt wrote last:\nlistening',
    });
    expect(failureOf(run, 'crashes')).toMatchObject({
      reason: 'exited',
      message: expect.stringMatching(
        /^the service ended with exit code 1 while it was (warmed up|measured): [\s\S]*out of items/,
      ),
    });
    expect(failureOf(run, 'hangs')).toMatchObject({
      reason: 'no-samples',
      message: expect.stringMatching(
        /^the service answered none of \d+ requests as it must: timeout \(no whole answer in 300 ms\)/,
      ),
    });
    expect(failureOf(run, 'elsewhere')).toMatchObject({
      reason: 'setup',
      message: expect.stringMatching(
        /^the service did not listen on port \d+ within 2 s, which it was given in the variable PORT/,
      ),
    });
    if (isLinux) expect(failureOf(run, 'elsewhere')?.message).toMatch(/; it listens on \d+\n/);
    expect(benchmarkOf(run, 'GET /broken')).toMatchObject({
      failure: { reason: 'no-samples', message: expect.stringContaining('as it must: status 500') },
      rounds: [{ requests: { head: { okCount: 0, errors: { status: expect.any(Number) } } } }],
    });
    expect(benchmarkOf(run, 'wrong').failure?.message).toContain('body: expected it to contain "nothing"');
    expect(failureOf(run, 'errors', 'GET /items')).toBeNull();
    expect(failureOf(run, 'missing')?.message).toContain('there is no program "no-such-program"');
    expect(failureOf(run, 'prepares')?.message).toContain('in prepare: the command ended with exit code 1');
    if (!isLinux) return;
    for (const name of ['fine', 'unready', 'hangs', 'elsewhere', 'service'])
      expect(isRunning(join(folder, `${name}.pid`)), name).toBe(false);
    expect(isRunning(join(folder, 'left.pid'))).toBe(false);
  }, 60_000);

  it('is ended with the process that sends it load, whatever ends that', async () => {
    const folder = serviceProject(
      `service('kills', { start: ['node', 'server.js'], env: { NAME: 'kills', MODE: 'kills' }, requests: ['/items'] });
       service('hangs', { start: ['node', 'server.js'], env: { NAME: 'hangs', MODE: 'hangs' }, ready: '/health', requests: ['/items', '/'] });`,
    );
    const { run, exitCode } = await measured(['--timeout', '3s'], { cwd: folder });
    expect(exitCode).toBe(6);
    expect(failureOf(run, 'kills')).toMatchObject({ reason: 'killed' });
    // All of its requests: they are measured together.
    expect(failureOf(run, 'hangs', 'GET /items')).toMatchObject({ reason: 'timeout' });
    expect(failureOf(run, 'hangs', 'GET /')).toMatchObject({ reason: 'timeout' });
    if (!isLinux) return;
    expect(isRunning(join(folder, 'kills.pid'))).toBe(false);
    expect(isRunning(join(folder, 'hangs.pid'))).toBe(false);
  }, 60_000);

  it('is ended where the run is interrupted, and what was measured is saved', async () => {
    const folder = serviceProject(API);
    const out = join(newFolder(), 'a.run.json');
    const { child, finished } = start(['run', '--rounds', '50', '--time', '500ms', '--out', out], {
      cwd: folder,
    });
    const starts = join(folder, 'service.starts');
    while (!existsSync(starts) || readFileSync(starts, 'utf8').split('\n').length < 3) await sleep(20);
    child.kill('SIGINT');
    const end = await finished;
    expect(end.exitCode).toBe(130);
    const run = readRun(out, end);
    expect(run).toMatchObject({ state: 'partial', interrupted: true });
    expect(run.benchmarks.every(({ failure }) => failure === null)).toBe(true);
    expect(run.benchmarks[0]?.rounds.length).toBeGreaterThanOrEqual(1);
    if (isLinux) expect(isRunning(join(folder, 'service.pid'))).toBe(false);
  }, 60_000);
});

/** Returns why a request to a service failed: the one of that name, or the first. */
function failureOf(run: RunFile, service: string, request?: string) {
  const found = run.benchmarks.find(
    ({ group, name }) => group[0] === service && (request === undefined || name === request),
  );
  if (found === undefined) throw new Error(`no request to ${service}`);
  return found.failure;
}
