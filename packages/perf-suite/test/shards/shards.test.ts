import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RunFile } from '@perf-suite/schema';
import { readReportFile } from '@perf-suite/schema/node';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { commitFiles, git } from '../base/temporary-repository.js';
import { type Finished, perfSuite, QUICK, readRun } from '../failures/run-command.js';

const PERF_GUARD = fileURLToPath(new URL('../../../perf-guard/bin/perf-guard.js', import.meta.url));

function perfGuard(cwd: string, ...args: readonly string[]): Promise<Finished> {
  return new Promise((resolve) => {
    const env = { ...process.env, NO_COLOR: '1', GITHUB_ACTIONS: undefined };
    execFile(process.execPath, [PERF_GUARD, ...args], { cwd, env }, (error, stdout, stderr) => {
      resolve({ exitCode: error === null ? 0 : (error.code as unknown as number), stdout, stderr });
    });
  });
}

const suiteOf = (...names: readonly string[]): string =>
  `import { suite } from 'perf-suite';\nexport default suite(({ bench }) => {\n${names.map((name) => `  bench('${name}', () => Math.sqrt(${name.length}));\n`).join('')}});\n`;

/** On a branch whose head lacks the benchmark `gone` and the file c.bench.js. */
let folder: string;
const shard = (index: number, of = 2, ...flags: readonly string[]): Promise<Finished> =>
  perfSuite(
    [
      'run',
      '--against',
      'main',
      ...QUICK,
      '--shard',
      `${index}/${of}`,
      '--out',
      `${index}.run.json`,
      ...flags,
    ],
    { cwd: folder },
  );
const runOf = (name: string): RunFile => JSON.parse(readFileSync(join(folder, name), 'utf8')) as RunFile;
const save = (name: string, run: RunFile): void => writeFileSync(join(folder, name), JSON.stringify(run));

afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'perf-shards-')));
  git(folder, 'init', '--quiet', '--initial-branch=main');
  const files = {
    'package.json': { type: 'module' },
    '.gitignore': '*.json\n!package.json\n',
    'a.bench.js': suiteOf('one', 'two', 'gone'),
    'b.bench.js': suiteOf('three'),
    'c.bench.js': suiteOf('four'),
  };
  commitFiles(folder, files, 'First');
  git(folder, 'switch', '--quiet', '--create', 'work');
  git(folder, 'rm', '--quiet', 'c.bench.js');
  commitFiles(
    folder,
    { 'a.bench.js': suiteOf('one', 'two') },
    'Remove it\n\nPerf-Accepted: a.bench.js#gone nobody calls it\nPerf-Accepted: c.bench.js#four nobody calls it',
  );
  for (const index of [1, 2]) {
    const finished = await shard(index);
    readRun(join(folder, `${index}.run.json`), finished);
  }
}, 240_000);

it('each shard measures whole files, and says that it is a part', async () => {
  const [first, second] = [runOf('1.run.json'), runOf('2.run.json')];
  expect(first.benchmarks.map(({ id }) => id).toSorted()).toEqual([
    'a.bench.js#gone',
    'a.bench.js#one',
    'a.bench.js#two',
    'c.bench.js#four',
  ]);
  expect(second.benchmarks.map(({ id }) => id)).toEqual(['b.bench.js#three']);
  expect([first.seed, first.shard?.plan]).toEqual([second.seed, second.shard?.plan]);
  const report = await readReportFile(join(folder, '2.report.json'));
  expect(report.warnings).toContainEqual(
    expect.objectContaining({ code: 'shard', message: 'this is shard 2/2: it measured 1 of 3 benchmarks' }),
  );
  expect(report.method).toMatchObject({ alpha: 0.01, shards: 2, looks: [{ rounds: 2, alpha: 0.005 }] });
});

it('merge makes one run and one report of them, in the order of the plan', async () => {
  const finished = await perfGuard(folder, 'merge', '2.run.json', '1.run.json', '--out', 'merged.run.json');
  expect(finished.exitCode, finished.stderr).toBe(0);
  expect(finished.stdout).toContain('shard 1/2: 4 benchmarks on ');
  expect(finished.stdout).toContain('shard 2/2: 1 benchmark on ');
  const merged = runOf('merged.run.json');
  expect(merged.benchmarks.map(({ id, shard: index }) => [id, index])).toEqual([
    ['a.bench.js#one', 1],
    ['a.bench.js#two', 1],
    ['b.bench.js#three', 2],
    ['a.bench.js#gone', 1],
    ['c.bench.js#four', 1],
  ]);
  const report = await readReportFile(join(folder, 'merged.report.json'));
  expect(report.counts).toMatchObject({ accepted: 2, missing: 0 });
  expect(report.shards?.map(({ index }) => index)).toEqual([1, 2]);
  // Each verdict is the one that its own machine came to.
  for (const name of ['1.report.json', '2.report.json']) {
    const own = await readReportFile(join(folder, name));
    for (const { shard: _, ...comparison } of report.comparisons) {
      const alone = own.comparisons.find(({ id }) => id === comparison.id);
      if (alone !== undefined) expect(comparison).toEqual(alone);
    }
  }
  const explained = await perfGuard(folder, 'explain', 'three', 'merged.run.json');
  expect([explained.exitCode, explained.stdout]).toEqual([
    0,
    expect.stringContaining('What the analyses made of it'),
  ]);
  const checked = await perfGuard(folder, 'check', 'merged.run.json', '--format', 'json');
  expect(JSON.parse(checked.stdout)).toMatchObject({ comparisons: report.comparisons });
});

it.each(['markdown', 'junit', 'github', 'gitlab', 'json'])('shows it as %s', async (format) => {
  const { exitCode, stdout } = await perfGuard(
    folder,
    'merge',
    '1.run.json',
    '2.run.json',
    '--format',
    format,
  );
  expect(exitCode).toBe(0);
  if (format !== 'github' && format !== 'gitlab') expect(stdout).toContain('three');
});

it('refuses a missing, a doubled and an unsharded one', async () => {
  const missing = await perfGuard(folder, 'merge', '1.run.json');
  expect([missing.exitCode, missing.stderr]).toEqual([
    2,
    expect.stringContaining('expected all 2 shards, found no 2/2'),
  ]);
  save('again.run.json', runOf('1.run.json'));
  const doubled = await perfGuard(folder, 'merge', '1.run.json', 'again.run.json', '2.run.json');
  expect([doubled.exitCode, doubled.stderr]).toEqual([
    2,
    expect.stringContaining('expected each shard once, found 1/2 in 1.run.json and again.run.json'),
  ]);
  const { shard: _, ...whole } = runOf('2.run.json');
  save('whole.run.json', whole as RunFile);
  const unsharded = await perfGuard(folder, 'merge', '1.run.json', 'whole.run.json');
  expect([unsharded.exitCode, unsharded.stderr]).toEqual([
    2,
    expect.stringContaining('whole.run.json: expected a run of a shard, found one of a whole suite'),
  ]);
});

it.each<[string, (run: RunFile) => Partial<RunFile>]>([
  ['the number of shards', ({ shard: one }) => ({ shard: { ...one!, of: 3 } })],
  ['the commit', ({ git: state }) => ({ git: { ...state!, commit: 'f'.repeat(40) } })],
  ['the base', (run) => (run.mode === 'paired' ? { base: { ...run.base, commit: 'f'.repeat(40) } } : {})],
  ['the seed', ({ seed }) => ({ seed: seed + 1 })],
  ['the settings', ({ settings }) => ({ settings: { ...settings, timeMs: 7 } })],
  [
    'the benchmarks that are shared out',
    ({ shard: one }) => ({ shard: { ...one!, plan: one!.plan.slice(1) } }),
  ],
])('refuses shards that differ in %s', async (what, change) => {
  const run = runOf('2.run.json');
  save('other.run.json', { ...run, ...change(run) } as RunFile);
  const { exitCode, stderr } = await perfGuard(folder, 'merge', '1.run.json', 'other.run.json');
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining(`expected ${what} to be the same`)]);
});

it('refuses a shard that lost a benchmark of its own', async () => {
  const run = runOf('1.run.json');
  save('less.run.json', { ...run, benchmarks: run.benchmarks.slice(1) } as RunFile);
  const { exitCode, stderr } = await perfGuard(folder, 'merge', 'less.run.json', '2.run.json');
  expect([exitCode, stderr]).toEqual([
    2,
    expect.stringContaining(
      'expected the benchmarks that the plan gave to shard 1/2, found none of a.bench.js#one',
    ),
  ]);
});

it('a shard without files passes and says so; the others make the report', async () => {
  for (const index of [1, 2]) await shard(index, 3);
  const empty = await shard(3, 3);
  expect([empty.exitCode, empty.stderr]).toEqual([
    0,
    expect.stringContaining('shard 3/3 has nothing to measure: there are only 2 benchmark files'),
  ]);
  const merged = await perfGuard(folder, 'merge', '1.run.json', '2.run.json', '3.run.json');
  expect([merged.exitCode, merged.stdout]).toEqual([
    0,
    expect.stringContaining('shard 3/3: 0 benchmarks on '),
  ]);
});

it('a suite of which no shard has anything is an error in each', async () => {
  const { exitCode, stderr } = await shard(1, 2, '--filter', 'nothing-like-this');
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining('expected to match a benchmark')]);
});

it('shards of a run without a base are merged, too, and their budgets judged', async () => {
  const args = ['run', '--rounds', '6', '--time', '5ms', '--warmup', '5ms'];
  writeFileSync(
    join(folder, 'perf.config.json'),
    JSON.stringify({
      budgets: [
        { match: '**#one', p50: 1e-9 },
        { match: '**#three', p50: '1h' },
      ],
    }),
  );
  for (const index of [1, 2]) {
    const flags = ['--shard', `${index}/2`, '--out', `plain-${index}.run.json`];
    const { exitCode, stderr } = await perfSuite([...args, ...flags], { cwd: folder });
    expect(exitCode, stderr).toBe(index === 1 ? 7 : 0);
    expect(stderr).not.toContain('matches no benchmark');
  }
  rmSync(join(folder, 'perf.config.json'));
  const merged = await perfGuard(folder, 'merge', 'plain-1.run.json', 'plain-2.run.json');
  expect(merged.exitCode, merged.stderr).toBe(7);
  expect(merged.stdout).toContain('3 benchmarks, compared with nothing');
  expect(merged.stdout).toMatch(/x over budget {2}one\n {2}Over budget: p50 takes /);
  expect(merged.stdout).toContain('budgets: 1 over, 1 ');
});

it('--shard goes with no --baseline and no --watch, and list shows what it would measure', async () => {
  const baseline = await perfSuite(['run', '--shard', '1/2', '--baseline', '1.run.json'], { cwd: folder });
  expect([baseline.exitCode, baseline.stderr]).toEqual([
    2,
    expect.stringContaining('--shard 1/2: expected no --baseline with it'),
  ]);
  const watch = await perfSuite(['run', '--shard', '1/2', '--watch'], { cwd: folder });
  expect([watch.exitCode, watch.stderr]).toEqual([2, expect.stringContaining('expected no --shard with it')]);
  const list = await perfSuite(['list', '--shard', '2/2'], { cwd: folder });
  expect(list.stdout).toContain('three');
  expect(list.stdout).not.toContain('one');
});
