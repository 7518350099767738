import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { benchmarkOf, measured, newFolder, perfSuite, start } from '../failures/run-command.js';
import { isRunning, projectWith } from './project.js';

const isPosix = process.platform !== 'win32';
const isLinux = process.platform === 'linux';

describe.runIf(isPosix)('a command as a benchmark', () => {
  it('is executed as its file says, beside functions and in groups', async () => {
    const folder = projectWith(
      `
      bench('a function', () => 1 + 1);
      group('with', ({ command }) => {
        command('input', { run: ['sh', 'check.sh'], input: 'hello', cwd: 'inner', env: { WHO: 'me', HOME: undefined } });
        command('shell', { run: 'echo a | grep -q a && echo "$PWD" > shell.txt', shell: true });
        command('prepare', { run: ['rm', 'made.txt'], prepare: ['touch', 'made.txt'] });
        command('function', { run: ['rm', 'made-too.txt'], prepare: ({ cwd }) => writeFileSync(join(cwd, 'made-too.txt'), '') });
        command('exit code', { run: ['sh', '-c', 'exit 3'], exitCode: 3 });
        command('a lot of output', { run: ['head', '-c', '30000000', '/dev/zero'] });
      });`.replaceAll('\n      ', '\n'),
      { 'inner/check.sh': 'read line; test "$line $WHO $HOME" = "hello me "' },
    );
    const file = join(folder, 'commands.bench.js');
    const text = `import { writeFileSync } from 'node:fs';\nimport { join } from 'node:path';\n${readFileSync(file, 'utf8')}`;
    writeFileSync(file, text);
    const { run, stderr, stdout } = await measured([], { cwd: folder });
    expect(run.benchmarks.map(({ failure }) => failure)).toEqual(Array(7).fill(null));
    expect(stderr).not.toContain('leaves');
    expect(benchmarkOf(run, 'a function')).not.toHaveProperty('kind');
    const command = benchmarkOf(run, 'input');
    expect(command).toMatchObject({
      id: 'commands.bench.js#with > input',
      kind: 'command',
      async: true,
      batchSize: 1,
    });
    expect(command.rounds).toHaveLength(2);
    expect(command.rounds[0]?.measuredCount).toBeGreaterThanOrEqual(5);
    expect(readFileSync(join(folder, 'shell.txt'), 'utf8').trim()).toMatch(/perf-suite-test-/);
    // Functions have a process of their own, pinned where the machine allows it.
    expect(run.rounds[0]?.workers).toHaveLength(2);
    expect(stdout).toContain('with > input');
  });

  it.runIf(isLinux)('is measured with the memory and the CPU time that it takes', async () => {
    const folder = projectWith(
      `command('node', { run: [process.execPath, '-e', 'const a = Buffer.alloc(60e6, 1); setTimeout(() => a, 30)'] });`,
    );
    const { run, stdout } = await measured(['--time', '200ms', '--format', 'json'], { cwd: folder });
    const [round] = run.benchmarks[0]?.rounds ?? [];
    expect(round?.executionUsage?.head?.rssPeakBytes).toBeGreaterThan(80e6);
    expect(round?.executionUsage?.head?.userMs).toBeGreaterThanOrEqual(0);
    expect(round?.memory).toMatchObject({
      heapUsedAfterBytes: 0,
      rssPeakBytes: round?.executionUsage?.head?.rssPeakBytes,
    });
    expect(JSON.parse(stdout).benchmarks[0].executionUsage.head.rssPeakBytes).toBeGreaterThan(80e6);
  });

  it('fails where an execution does, with what it wrote last, and the others are measured', async () => {
    const folder = projectWith(
      `
      command('fine', { run: ['true'] });
      command('exits', { run: ['sh', '-c', 'echo out; echo "no such file: a.txt" >&2; exit 4'] });
      command('silent', { run: ['false'] });
      command('later', { run: ['sh', 'later.sh'] });
      command('killed', { run: ['sh', '-c', 'kill -9 $$'] });
      command('crashed', { run: ['sh', '-c', 'kill -SEGV $$'] });
      command('missing', { run: ['no-such-program'] });
      command('no folder', { run: ['true'], cwd: 'gone' });
      command('bad input', { run: ['true'], input: { file: 'gone.txt' } });
      command('bad preparation', { run: ['true'], prepare: ['false'] });`,
      { 'later.sh': 'echo x >> count; test $(wc -l < count) -lt 4 || { echo "too often" >&2; exit 1; }' },
    );
    const { run, exitCode, stderr } = await measured([], { cwd: folder });
    expect(exitCode).toBe(6);
    const failureOf = (name: string) => benchmarkOf(run, name).failure;
    expect(failureOf('fine')).toBeNull();
    expect(failureOf('exits')).toMatchObject({
      reason: 'exited',
      message: expect.stringMatching(
        /^the command ended with exit code 4: no such file: a\.txt\nIt wrote last:\nout\n/,
      ),
    });
    expect(failureOf('silent')?.message).toBe('the command ended with exit code 1, and wrote nothing');
    expect(failureOf('later')).toMatchObject({
      reason: 'exited',
      message: expect.stringContaining('too often'),
    });
    expect(failureOf('killed')).toMatchObject({
      reason: 'killed',
      message: expect.stringContaining('SIGKILL'),
    });
    expect(failureOf('crashed')).toMatchObject({
      reason: 'crashed',
      message: expect.stringContaining('SIGSEGV'),
    });
    expect(failureOf('missing')?.message).toContain('there is no program "no-such-program"');
    expect(failureOf('no folder')?.message).toMatch(/there is no folder .*gone$/);
    expect(failureOf('bad input')?.message).toContain('gone.txt');
    expect(failureOf('bad preparation')).toMatchObject({
      reason: 'setup',
      message: 'in prepare: the command ended with exit code 1, and wrote nothing',
    });
    expect(stderr).toContain('no such file: a.txt');
    expect(stderr).toContain('Start it by hand in the same folder');
  });

  it.runIf(isLinux)('has what it leaves running ended, with a warning', async () => {
    const folder = projectWith(`command('leaves', { run: ['sh', '-c', 'sleep 300 & echo $! > pid'] });`);
    const { run, exitCode } = await measured([], { cwd: folder });
    expect(exitCode).toBe(0);
    expect(benchmarkOf(run, 'leaves').warnings).toMatchObject([
      { code: 'leaves-processes', message: expect.stringContaining('(sleep)') },
    ]);
    expect(isRunning(join(folder, 'pid'))).toBe(false);
  });

  it('is ended with all that it started where it takes too long', async () => {
    const folder = projectWith(`command('hangs', { run: ['sh', '-c', 'sleep 300 & echo $! > pid; wait'] });`);
    const { run, exitCode } = await measured(['--timeout', '3s'], { cwd: folder });
    expect(exitCode).toBe(6);
    expect(benchmarkOf(run, 'hangs').failure).toMatchObject({ reason: 'timeout' });
    if (isLinux) expect(isRunning(join(folder, 'pid'))).toBe(false);
  });

  it('is not executed again where the run is interrupted', async () => {
    const folder = projectWith(`command('long', { run: ['sh', 'long.sh'] });`, {
      'long.sh': 'echo started >> log; while [ ! -e end ]; do sleep 0.02; done',
    });
    const run = start(['run'], { cwd: folder });
    while (!existsSync(join(folder, 'log'))) await sleep(20);
    run.child.kill('SIGINT');
    await run.said('Stopping');
    writeFileSync(join(folder, 'end'), '');
    expect((await run.finished).exitCode).toBe(130);
    expect(readFileSync(join(folder, 'log'), 'utf8')).toBe('started\n');
  });
});

describe.runIf(isPosix)('perf-suite run --command', () => {
  it('measures commands without a benchmark file', async () => {
    const folder = newFolder();
    const { run, exitCode, stdout } = await measured(
      ['--command', `sh -c 'exit 0'`, '--command', 'true', '--prepare', 'touch prepared.txt'],
      { cwd: folder },
    );
    expect(exitCode).toBe(0);
    expect(run.benchmarks.map(({ id, kind }) => [id, kind])).toEqual([
      [`command#sh -c 'exit 0'`, 'command'],
      ['command#true', 'command'],
    ]);
    expect(stdout).toContain(`sh -c 'exit 0'`);
    expect(readFileSync(join(folder, 'prepared.txt'), 'utf8')).toBe('');
  });

  it('lets the shell read them where that is asked for', async () => {
    const { run } = await measured(['--shell', '--command', 'exit 0 | cat && true'], { cwd: newFolder() });
    expect(run.benchmarks).toMatchObject([{ id: 'command#exit 0 | cat && true', failure: null }]);
  });

  it.each([
    [
      ['--command', 'cat a | wc'],
      '--command: expected a program and its arguments, without what only a shell does',
    ],
    [['--shell'], '--shell: expected --command with it, found none'],
    [['--prepare', 'true'], '--prepare: expected --command with it, found none'],
    [['--command', ''], '--command: expected a program and its arguments'],
    [['--command', 'cat', 'in.txt'], "A command with its arguments is one value: --command 'tool in.txt'."],
  ])('refuses %j', async (args, message) => {
    const { exitCode, stderr } = await perfSuite(['run', ...args], { cwd: newFolder() });
    expect(exitCode).toBe(2);
    expect(stderr).toContain(message);
  });
});
