import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openRunLock } from '../../src/orchestrator/processes/run-lock.js';
import { repositoryWith } from '../base/temporary-repository.js';
import { FIXTURES, newFolder, perfSuite, QUICK, readRun, runFilesIn, start } from './run-command.js';

/** A namespace of its own, where anyone may mount a disk of any size. */
const NAMESPACE = ['unshare', '-rm'] as const;
const canMount =
  spawnSync(NAMESPACE[0], [NAMESPACE[1], 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0;

/** Returns a folder of its own with one benchmark file. */
function newProject(): string {
  const folder = newFolder();
  cpSync(join(FIXTURES, 'good.bench.js'), join(folder, 'good.bench.js'));
  return folder;
}

it('a file in the place of the output folder is reported before anything is measured', async () => {
  const folder = newFolder();
  writeFileSync(join(folder, 'results'), 'in the way');
  const { exitCode, stderr } = await perfSuite([
    'run',
    'good.bench.js',
    '--out',
    join(folder, 'results', 'a.run.json'),
  ]);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('a.run.json: expected a folder that takes files');
  expect(stderr).toContain('Nothing was measured yet');
  expect(stderr).not.toContain('round 1');
});

it('a device as output is refused: it would be replaced by a plain file', async () => {
  const { exitCode, stderr } = await perfSuite(['run', 'good.bench.js', '--out', '/dev/null']);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('found a device');
});

it.skipIf(!canMount)(
  'on a full disk the run is saved in the temporary folder, and that is reported',
  async () => {
    const folder = newFolder();
    const [disk, temporary] = [join(folder, 'disk'), join(folder, 'temporary')];
    mkdirSync(disk);
    mkdirSync(temporary);
    const fill = 'mount -t tmpfs -o size=32k tmpfs "$0" && { head -c 64k /dev/zero > "$0/full"; exec "$@"; }';
    const { exitCode, stderr } = await perfSuite(
      ['run', 'good.bench.js', ...QUICK, '--out', join(disk, 'a.run.json')],
      {
        variables: { TMPDIR: temporary },
        launcher: [...NAMESPACE, 'sh', '-c', fill, disk],
      },
    );
    expect(stderr).toContain('a.run.json: cannot be written');
    expect(stderr).toContain('nothing measured is lost');
    expect(exitCode).toBe(2);
    const [saved = ''] = readdirSync(temporary).filter((name) => name.startsWith('perf-suite-'));
    const run = readRun(join(temporary, saved, 'a.run.json'), { stderr });
    expect(run.state).toBe('complete');
    expect(stderr).toContain(join(temporary, saved, 'a.run.json'));
  },
);

it.skipIf(!canMount)(
  'a base that does not fit on the disk is refused, with where else it could go',
  async () => {
    const files = {
      'good.bench.js': readFileSync(join(FIXTURES, 'good.bench.js'), 'utf8'),
      'large.txt': 'x'.repeat(2e5),
    };
    const project = repositoryWith(files);
    const disk = newFolder();
    const mount = 'mount -t tmpfs -o size=128k tmpfs "$0" && exec "$@"';
    const { exitCode, stderr } = await perfSuite(
      ['run', '--cwd', project, '--against', 'HEAD', '--all', ...QUICK],
      {
        variables: { XDG_CACHE_HOME: disk },
        launcher: [...NAMESPACE, 'sh', '-c', mount, disk],
      },
    );
    expect(exitCode).toBe(2);
    expect(stderr).toContain('the disk is full');
    expect(stderr).toContain('XDG_CACHE_HOME=/other/disk');
  },
);

it('two runs at once keep a file each, and the second says that they disturb each other', async () => {
  const folder = newProject();
  const args = ['run', '--cwd', folder, '--rounds', '200', '--time', '200ms'];
  const first = start(args);
  await first.said('round 1 of 200');
  const second = await perfSuite(['run', '--cwd', folder, ...QUICK]);
  first.child.kill('SIGINT');
  expect([(await first.finished).exitCode, second.exitCode]).toEqual([130, 0]);
  expect(second.stderr).toContain(
    `another run measured in this folder at the same time (process ${first.child.pid})`,
  );
  const files = runFilesIn(folder);
  expect(files).toHaveLength(2);
  const runs = files.map((name) => readRun(join(folder, '.perf', 'runs', name), second));
  expect(runs.map(({ settings }) => settings.rounds).sort()).toEqual([2, 200]);
  expect(readdirSync(join(folder, '.perf', 'locks'))).toEqual([]);
});

it('a run is warned of one that began later and ended before it', async () => {
  const folder = join(newProject(), 'locks');
  const first = await openRunLock(folder, process.pid);
  const second = await openRunLock(folder, process.ppid);
  expect(await second.others()).toEqual([process.pid]);
  await second.close();
  expect(await first.others()).toEqual([process.ppid]);
  await first.close();
  expect(readdirSync(folder)).toEqual([]);
});

it('TypeScript is measured where the project takes no files', async () => {
  const folder = newProject();
  writeFileSync(join(folder, '.perf'), 'a file in the way');
  writeFileSync(
    join(folder, 'typed.bench.ts'),
    "import { suite } from 'perf-suite';\nexport default suite(({ bench }) => { bench('typed', (): number => Math.sqrt(2)); });\n",
  );
  const out = join(newFolder(), 'a.run.json');
  const finished = await perfSuite(['run', 'typed.bench.ts', '--cwd', folder, ...QUICK, '--out', out]);
  expect(finished.exitCode, finished.stderr).toBe(0);
  expect(readRun(out, finished).benchmarks).toMatchObject([{ name: 'typed', rounds: [{}, {}] }]);
});

it('the lock of a run that died does not count', async () => {
  const folder = newProject();
  const dead = spawnSync(process.execPath, ['-e', '']).pid;
  mkdirSync(join(folder, '.perf', 'locks'), { recursive: true });
  writeFileSync(join(folder, '.perf', 'locks', `${dead}.lock`), '');
  const { stderr } = await perfSuite(['run', '--cwd', folder, ...QUICK]);
  expect(stderr).not.toContain('another run');
  expect(existsSync(join(folder, '.perf', 'locks', `${dead}.lock`))).toBe(false);
});
