import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { newFolder, QUICK, readRun, start } from './run-command.js';

const LONG = ['--rounds', '50', '--time', '200ms', '--verbose'];

it('SIGINT stops after the slice and saves what was measured as partial', async () => {
  const out = join(newFolder(), 'a.run.json');
  const { child, finished, said } = start(['run', 'broken/slow.bench.js', ...LONG, '--out', out]);
  await said('first: p50');
  child.kill('SIGINT');
  const end = await finished;
  expect(end.exitCode).toBe(130);
  expect(end.stderr).toContain('Stopping after this slice');
  const run = readRun(out, end);
  expect(run).toMatchObject({ state: 'partial', interrupted: true });
  expect(run.benchmarks.some(({ rounds }) => rounds.length > 0)).toBe(true);
  expect(run.benchmarks.every(({ failure }) => failure === null)).toBe(true);
});

it('a second SIGINT stops at once, in the middle of an endless call, and still saves', async () => {
  const folder = newFolder();
  const out = join(folder, 'a.run.json');
  const rounds = join(folder, 'rounds');
  writeFileSync(rounds, '0');
  const args = ['run', 'broken/hangs-later.bench.js', ...QUICK, '--out', out];
  const { child, finished, said } = start(args, { variables: { ROUND_FILE: rounds } });
  await contains(rounds, '2');
  child.kill('SIGINT');
  await said('Stopping after this slice');
  child.kill('SIGINT');
  const end = await finished;
  expect(end.exitCode).toBe(130);
  const run = readRun(out, end);
  expect(run.state).toBe('partial');
  expect(run.benchmarks[0]?.rounds).toHaveLength(1);
});

it('SIGINT before the first round says that nothing was measured', async () => {
  const loading = join(newFolder(), 'loading');
  const { child, finished } = start(['run', 'broken/hangs-loading.bench.js'], {
    variables: { ROUND_FILE: loading },
  });
  await contains(loading, '1');
  child.kill('SIGINT');
  const { exitCode, stderr } = await finished;
  expect(stderr).toContain('Stopping; nothing was measured yet.');
  expect(stderr).toContain('Interrupted before anything was measured');
  expect(exitCode).toBe(130);
});

/** Resolves once the file holds the text. */
async function contains(path: string, text: string): Promise<void> {
  while (!existsSync(path) || readFileSync(path, 'utf8') !== text) await sleep(20);
}
