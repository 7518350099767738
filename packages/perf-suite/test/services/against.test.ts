import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PairedRun, Report } from '@perf-suite/schema';
import { describe, expect, it } from 'vitest';
import { commitFiles, git, repositoryWith } from '../base/temporary-repository.js';
import { measured } from '../failures/run-command.js';
import { filesWith, SERVER } from './project.js';

// Four times the work is beyond what noise does, and half as much again is what counts: any machine tells them apart.
const SLOWER = SERVER.replace("'/items/1': 1000", "'/items/1': 4000");
const SERVICES = `service('api', { start: ['node', 'server.js'], ready: '/health', minimumEffect: '50%', requests: [{ name: 'list', path: '/items' }, { name: 'one item', path: '/items/1' }] });`;
const SETTINGS = ['--against', 'main', '--warmup', '100ms', '--time', '400ms'];

function repository(): string {
  const folder = repositoryWith({ ...filesWith(SERVICES), '.gitignore': 'service.*\n.perf\n' });
  git(folder, 'checkout', '--quiet', '-b', 'change');
  return folder;
}

describe.runIf(process.platform !== 'win32')('a service against another commit', () => {
  it('is slower in the request that does more work, and in no other', async () => {
    const folder = repository();
    commitFiles(folder, { 'server.js': SLOWER }, 'Hash more for one item');
    const { run, exitCode, stdout, stderr } = await measured(
      [...SETTINGS, '--rounds', '8', '--format', 'json'],
      { cwd: folder },
    );
    expect(exitCode, stderr).toBe(1);
    const report: Report = JSON.parse(stdout).report;
    expect(Object.fromEntries(report.comparisons.map(({ name, verdict }) => [name, verdict]))).toMatchObject({
      'one item': 'regressed',
      list: expect.stringMatching(/^(unchanged|inconclusive|improved)$/),
    });
    const [round] = (run as PairedRun).benchmarks.find(({ name }) => name === 'one item')?.rounds ?? [];
    expect(round?.pairs.base.count).toBe(round?.pairs.head.count);
    for (const side of ['base', 'head'] as const) {
      expect(round?.requests?.[side]?.errors).toEqual({});
      expect(round?.requests?.[side]?.latencyNs?.p50).toBeGreaterThan(0);
    }
    expect(run.benchmarks.every((one) => !('isolation' in one))).toBe(true);
  }, 90_000);

  it('of which more requests of one name fail has regressed by that name', async () => {
    const folder = repository();
    const failing = SERVER.replace('let count = 0;', 'let count = 0, listCount = 0;').replace(
      'count++;',
      "count++;\n  if (request.url === '/items' && listCount++ % 2 === 0) return response.writeHead(503).end();",
    );
    expect(failing).toContain('listCount++');
    commitFiles(folder, { 'server.js': failing }, 'Limit the list');
    const { exitCode, stdout, stderr } = await measured([...SETTINGS, '--rounds', '8'], { cwd: folder });
    expect(exitCode, stderr).toBe(1);
    expect(stdout).toMatch(/api > list: Fails more often: none -> \d+\.\d % of requests/);
    expect(stdout).not.toMatch(/one item: Fails/);
  }, 90_000);

  it('is measured, each side in its checkout, where only documentation changed, also with a process of each side', async () => {
    const folder = repository();
    commitFiles(folder, { 'README.md': 'A service.' }, 'Document');
    const { run, stderr } = await measured(
      [...SETTINGS, '--isolation', 'process', '--rounds', '2', '--time', '100ms'],
      { cwd: folder, variables: { PERF_SUITE_ALL: undefined } },
    );
    expect(
      run.benchmarks.map(({ failure, rounds }) => [failure, rounds.length]),
      stderr,
    ).toEqual([
      [null, 2],
      [null, 2],
    ]);
    expect(run.benchmarks[0]).not.toHaveProperty('sameCode');
    // Base's were started elsewhere.
    expect(readFileSync(join(folder, 'service.starts'), 'utf8').trim().split('\n')).toHaveLength(2);
  }, 60_000);

  it('fails by the side that does not start', async () => {
    const folder = repository();
    commitFiles(folder, { 'server.js': 'console.error("broken"); process.exit(2);' }, 'Break');
    const { run, exitCode } = await measured(SETTINGS, { cwd: folder });
    expect(exitCode).toBe(6);
    expect(run.benchmarks.map(({ failure }) => failure?.message)).toEqual(
      Array(2).fill('the service ended with exit code 2 before it was ready: broken (head)'),
    );
  }, 60_000);
});
