import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { FIXTURES, newFolder, PROGRAM, perfSuite, QUICK, readRun, start } from './run-command.js';

/** Runs a command in a terminal of its own. */
const hasScript = spawnSync('script', ['-qfc', 'true', '/dev/null']).status === 0;

/** Starts what follows it once a line comes in. */
const ON_A_LINE = ['-c', 'read line; exec "$@"', 'sh'];

/** Runs a tool whose outputs have lost their readers before it starts; returns its exit code. */
async function runUnread(packageName: string, bin: string, args: readonly string[]): Promise<number | null> {
  const folder = dirname(createRequire(import.meta.url).resolve(`${packageName}/package.json`));
  const program = join(folder, 'bin', bin);
  const child = spawn('sh', [...ON_A_LINE, process.execPath, program, ...args], { cwd: FIXTURES });
  await Promise.all([closed(child.stdout), closed(child.stderr)]);
  child.stdin.end('\n');
  const [exitCode] = await once(child, 'exit');
  return exitCode as number | null;
}

async function closed(stream: Readable): Promise<void> {
  const ended = once(stream, 'close');
  stream.destroy();
  await ended;
}

function closeOutputs({ stdout, stderr }: ChildProcess): Promise<unknown> {
  return Promise.all([stdout, stderr].map((stream) => closed(stream as Readable)));
}

describe('a command whose readers are gone', () => {
  it.each([
    ['perf-suite', 'perf-suite.js'],
    ['@perf-suite/perf-guard', 'perf-guard.js'],
    ['@perf-suite/exporter', 'perf-exporter.js'],
    ['@perf-suite/stream', 'perf-stream.js'],
  ])('%s ends as it would otherwise', async (packageName, bin) => {
    expect(await runUnread(packageName, bin, ['--help'])).toBe(0);
    expect(await runUnread(packageName, bin, ['--no-such-flag'])).toBe(2);
  });

  it('measures all rounds and saves them', async () => {
    const out = join(newFolder(), 'a.run.json');
    const { child, finished, said } = start([
      'run',
      'good.bench.js',
      '--rounds',
      '4',
      '--time',
      '5ms',
      '--out',
      out,
    ]);
    await said('round 1 of 4');
    await closeOutputs(child);
    const end = await finished;
    expect(end.exitCode).toBe(0);
    const run = readRun(out, end);
    expect([run.state, run.rounds.length]).toEqual(['complete', 4]);
  });

  it.skipIf(!existsSync('/dev/full'))('measures on where no output can be written, and says so', async () => {
    for (const [full, exitCode] of [
      ['2', 0],
      ['1', 2],
    ] as const) {
      const out = join(newFolder(), 'a.run.json');
      const launcher = ['sh', '-c', `exec "$@" ${full}> /dev/full`, 'sh'];
      const end = await perfSuite(['run', 'good.bench.js', ...QUICK, '--out', out], { launcher });
      expect(end.exitCode).toBe(exitCode);
      expect(readRun(out, end).state).toBe('complete');
      if (full === '1') expect(end.stderr).toContain('standard output cannot be written: ENOSPC');
    }
  });

  it.skipIf(!hasScript)('saves what it has when its terminal is closed', async () => {
    const folder = newFolder();
    const [out, status] = [join(folder, 'a.run.json'), join(folder, 'status')];
    const command = `"${process.execPath}" "${PROGRAM}" run broken/slow.bench.js --rounds 50 --out "${out}"`;
    // The inner shell stays to note the exit code; the outer one ends, and with it the session.
    const noted = `(trap '' HUP; ${command}; echo $? > "${status}.new"; mv "${status}.new" "${status}")`;
    const inTerminal = `stty cols 100 rows 40; ${noted}; true`;
    const terminal = spawn('script', ['-qfc', inTerminal, '/dev/null'], { cwd: FIXTURES });
    // As a display or as lines, whatever the terminal that runs the tests can do.
    await seen(terminal.stdout, 'round 2');
    terminal.kill('SIGKILL');
    while (!existsSync(status)) await sleep(20);
    expect(readFileSync(status, 'utf8')).toBe('130\n');
    expect(readRun(out, { stderr: '' }).state).toBe('partial');
  });
});

async function seen(stream: Readable, text: string): Promise<void> {
  let all = '';
  for await (const chunk of stream) {
    all += chunk;
    if (all.includes(text)) return;
  }
  throw new Error(`it ended without "${text}":\n${all}`);
}
