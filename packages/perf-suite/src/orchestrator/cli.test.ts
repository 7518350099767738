import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { runCommandLine } from './cli.js';

async function call(...args: string[]) {
  const [out, err] = [new PassThrough(), new PassThrough()];
  const exitCode = await runCommandLine(args, {
    out: out as unknown as NodeJS.WriteStream,
    err: err as unknown as NodeJS.WriteStream,
    cwd: import.meta.dirname,
    variables: {},
    commandLine: ['perf-suite', ...args],
  });
  return { exitCode, out: written(out), err: written(err) };
}

/** Node 26 gives what was written piece by piece. */
function written(stream: PassThrough): string {
  let text = '';
  for (let piece = stream.read(); piece !== null; piece = stream.read()) text += piece;
  return text;
}

it('shows help with examples and exit codes, for itself and for each command', async () => {
  const { exitCode, out } = await call('--help');
  expect(exitCode).toBe(0);
  for (const word of [
    'run',
    'list',
    'init',
    'doctor',
    '$ perf-suite run --against main',
    '130 interrupted',
  ]) {
    expect(out).toContain(word);
  }
  for (const command of ['run', 'list', 'init', 'doctor']) {
    const help = await call(command, '--help');
    expect(help.exitCode).toBe(0);
    expect(help.out).toContain(`$ perf-suite ${command}`);
  }
});

it('prints its version alone', async () => {
  const { exitCode, out, err } = await call('--version');
  expect([exitCode, err]).toEqual([0, '']);
  expect(out).toMatch(/^\d+\.\d+\.\d+\n$/);
});

it.each([
  [['run', '--rounds', 'many'], '--rounds: expected a whole number from 1 or auto, found "many"'],
  [['run', '--timeout', '30d'], '--timeout: expected a duration of at most 24d, found "30d"'],
  [['run', '--time', '90 parsecs'], '--time: expected a duration such as 90ms, 2s or 1m'],
  [['run', '--filter', '('], '--filter: expected a regular expression, found "("'],
  [['run', '--port', '70000'], '--port: expected a whole number from 0 to 65535'],
  [['run', '--isolation', 'none'], '--isolation: expected file, task, process, found "none"'],
  [['run', '--fail-on', 'slower'], '--fail-on: expected regressed'],
  [['run', '--seed', '-1'], '--seed: expected a whole number from 0'],
  [['run', '--live-keep', '1m'], '--live-keep: expected --live with it'],
  [['run', '--cwd', '/nowhere'], '/nowhere: expected a project folder, found nothing'],
  [['run', '--against', 'main', '--baseline', 'a.run.json'], 'expected no --baseline with it'],
  [['run', '--isolation', 'process'], '--isolation process: expected --against with it'],
  [['run', '--nonsense'], "unknown option '--nonsense'"],
  [['rum'], 'Did you mean run?'],
])('refuses %j with exit code 2', async (args, message) => {
  const { exitCode, out, err } = await call(...args);
  expect(err).toContain(message);
  expect([exitCode, out]).toEqual([2, '']);
});

it('shows help when nothing is asked, as a mistake', async () => {
  const { exitCode, err } = await call();
  expect(exitCode).toBe(2);
  expect(err).toContain('Usage: perf-suite');
});
