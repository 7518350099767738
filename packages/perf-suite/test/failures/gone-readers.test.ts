import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { FIXTURES, newFolder, readRun, start } from './run-command.js';

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
});
