import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunFile } from '@perf-suite/schema';
import { describe, expect, it } from 'vitest';
import { lockCore } from '../../src/orchestrator/processes/core-lock.js';
import { canPinToCore } from '../../src/orchestrator/processes/pin-to-core.js';
import { processIsAlive } from '../../src/orchestrator/processes/process-is-alive.js';
import { benchmarkOf, measured, newFolder, perfSuite, QUICK, readRun, start } from './run-command.js';

const cores = availableParallelism();

/** Another run on this machine may hold a core: then fewer processes measure at the same time, and the run says so. */
const heldCores = ({ warnings }: RunFile): boolean => warnings.some(({ code }) => code === 'concurrent-run');

const coresOf = ({ rounds }: RunFile): Set<number | null>[] =>
  rounds.map(({ workers }) => new Set(workers.map(({ core }) => core)));

const notingPids = (run: string): string => `
import { appendFileSync } from 'node:fs';
import { suite } from 'perf-suite';
export default suite(({ bench }) => {
  for (const name of ['one', 'two'])
    bench(name, { setup: () => appendFileSync(process.env.PIDS, process.pid + '\\n'), run: ${run} });
});
`;

describe.runIf(cores >= 2)('--parallel 2', () => {
  it('measures the benchmarks of one file on two cores, in the order of the seed', async () => {
    const alone = await measured(['broken/slow.bench.js', '--seed', '7']);
    const { exitCode, run, stderr } = await measured([
      'broken/slow.bench.js',
      '--seed',
      '7',
      '--parallel',
      '2',
      '--verbose',
    ]);
    expect(exitCode, stderr).toBe(0);
    expect(run.state).toBe('complete');
    expect([alone.run.settings.parallel, run.settings.parallel]).toEqual([1, 2]);
    expect(run.rounds.map(({ order }) => order)).toEqual(alone.run.rounds.map(({ order }) => order));
    expect(run.rounds.map(({ workers }) => workers.length)).toEqual([2, 2]);
    if (canPinToCore() && !heldCores(run)) expect(coresOf(run).map(({ size }) => size)).toEqual([2, 2]);
    if (!canPinToCore()) expect(run.warnings.map(({ code }) => code)).toContain('not-pinned');
  });

  it.each(['file', 'process'])('measures an A/B run with --isolation %s', async (isolation) => {
    const base = newFolder();
    const head = newFolder();
    for (const folder of [base, head]) {
      for (const name of ['a', 'b']) {
        writeFileSync(
          join(folder, `${name}.bench.mjs`),
          "import { suite } from 'perf-suite';\nexport default suite(({ bench }) => bench('join', () => [1, 2].join()));\n",
        );
      }
    }
    const flags = ['--cwd', head, '--against', base, '--isolation', isolation, '--parallel', '2'];
    const { run, stderr } = await measured(flags);
    expect(run.mode, stderr).toBe('paired');
    expect(run.benchmarks.map(({ rounds }) => rounds.length)).toEqual([2, 2]);
    expect(run.benchmarks.map(({ failure }) => failure)).toEqual([null, null]);
    expect(run.rounds.map(({ workers }) => workers.length)).toEqual([2, 2]);
  });

  it('repeats only the process that was killed', async () => {
    const variables = { KILLED_FILE: join(newFolder(), 'killed') };
    const files = ['broken/killed-once.bench.js', 'good.bench.js'];
    const { exitCode, run, stderr } = await measured([...files, '--parallel', '2'], { variables });
    expect(exitCode, stderr).toBe(0);
    const repeated = run.rounds.flatMap(({ workers }) => workers.filter((worker) => worker.repeated));
    expect(repeated.map(({ file }) => file)).toEqual(['broken/killed-once.bench.js']);
    expect(run.benchmarks.map(({ rounds }) => rounds.length)).toEqual([2, 2, 2, 2]);
  });

  it('lets a benchmark that ends its process fail alone', async () => {
    const { exitCode, run } = await measured(['broken/exits.bench.js', 'good.bench.js', '--parallel', '2']);
    expect(exitCode).toBe(6);
    const failed = run.benchmarks.flatMap(({ name, failure }) => (failure === null ? [] : [name]));
    expect(failed).toEqual(['exits']);
    expect(benchmarkOf(run, 'join').rounds).toHaveLength(2);
  });

  it('stops after the slices that are measured, and saves them', async () => {
    const out = join(newFolder(), 'a.run.json');
    const flags = ['--rounds', '50', '--time', '200ms', '--verbose', '--parallel', '2'];
    const { child, finished, said } = start(['run', 'broken/slow.bench.js', ...flags, '--out', out]);
    await said('first: p50');
    child.kill('SIGINT');
    const end = await finished;
    expect(end.exitCode).toBe(130);
    const run = readRun(out, end);
    expect(run).toMatchObject({ state: 'partial', interrupted: true });
    expect(benchmarkOf(run, 'first').rounds.length).toBeGreaterThan(0);
    expect(run.benchmarks.every(({ failure }) => failure === null)).toBe(true);
  });

  it('ends every process when it is told to stop now', async () => {
    const { child, finished, said, pidsOf } = startNoting('() => { for (;;); }');
    const pids = await pidsOf();
    child.kill('SIGINT');
    await said('Stopping after this slice');
    child.kill('SIGINT');
    expect((await finished).exitCode).toBe(130);
    for (const pid of pids) while (isRunning(pid)) await sleep(20);
  });

  it.runIf(process.platform === 'linux')('leaves no process behind when it is killed', async () => {
    const { child, finished, pidsOf } = startNoting('() => [1, 2].join()');
    const pids = await pidsOf();
    child.kill('SIGKILL');
    expect((await finished).exitCode).toBeNull();
    for (const pid of pids) while (isRunning(pid)) await sleep(20);
  });
});

it.runIf(canPinToCore() && cores >= 2)('says so where other runs hold all cores, and measures', async () => {
  // Those that another run holds already are as good.
  const releases = await Promise.all(Array.from({ length: cpus().length }, (_, core) => lockCore(core)));
  const { exitCode, run, stderr } = await measured(['good.bench.js']);
  for (const release of releases) release?.();
  expect(exitCode, stderr).toBe(0);
  expect(run.warnings).toContainEqual(
    expect.objectContaining({
      code: 'concurrent-run',
      message: expect.stringContaining('hold all cores'),
    }),
  );
  expect(coresOf(run).map(({ size }) => size)).toEqual([1, 1]);
  expect([...(coresOf(run)[0] ?? [])][0]).toEqual(expect.any(Number));
});

it('refuses more processes than cores', async () => {
  const many = String(cores + 1);
  const { exitCode, stderr } = await perfSuite(['run', 'good.bench.js', ...QUICK, '--parallel', many]);
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/--parallel: expected at most \d+, .*found \d+/);
  expect(stderr).toContain('--parallel auto');
});

/** Starts two benchmarks that note their processes. */
function startNoting(run: string) {
  const folder = newFolder();
  const noted = join(folder, 'pids');
  writeFileSync(join(folder, 'noted.bench.mjs'), notingPids(run));
  const args = ['run', '--cwd', folder, '--time', '30s', '--parallel', '2'];
  const started = start(args, { variables: { PIDS: noted } });
  const pidsOf = async (): Promise<number[]> => {
    const heard = await started.said('round 1 of');
    const count = /hold\s+cores|hold\s+all/.test(heard) ? 1 : 2;
    for (;;) {
      const pids = existsSync(noted) ? readFileSync(noted, 'utf8').trim().split('\n').map(Number) : [];
      if (pids.length >= count) return pids;
      await sleep(20);
    }
  };
  return { ...started, pidsOf };
}

/** One that has ended and that nobody asks about any more still has its number. */
function isRunning(pid: number): boolean {
  if (!processIsAlive(pid)) return false;
  try {
    return !/^State:\s*Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return process.platform !== 'linux';
  }
}
