import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { baseCacheFolder } from '../../src/orchestrator/base/base-cache-folder.js';
import { CACHE_HOME, perfSuite, QUICK, readRun, start } from '../failures/run-command.js';
import { commitFiles, repositoryWith, temporaryFolder, writeFiles } from './temporary-repository.js';

const MANIFEST = { name: 'project', type: 'module' };

/** A benchmark file whose benchmarks, all alike, have these names. */
function benchmarksNamed(names: readonly string[], from: string): string {
  const calls = names.map((name) => `bench('${name}', () => work(3));`).join(' ');
  return `import { suite } from 'perf-suite';\nimport { work } from '${from}';\nexport default suite(({ bench }) => { ${calls} });\n`;
}

const WORK = 'export const work = (n) => n * 2;\n';

/** Marks of runs that use a prepared base; one that stays keeps its base from ever being removed. */
function marksLeft(root: string): string[] {
  return readdirSync(join(baseCacheFolder(root, { XDG_CACHE_HOME: CACHE_HOME }), 'in-use'));
}

async function against(root: string, ...flags: string[]) {
  const out = join(temporaryFolder(), 'a.run.json');
  const args = ['run', '--cwd', root, '--against', 'main~1', ...QUICK, ...flags, '--out', out];
  const finished = await perfSuite(args);
  return { ...finished, run: readRun(out, finished) };
}

it('a benchmark of one side only is missing or new, in table, exit code and run file', async () => {
  const root = repositoryWith({
    'package.json': MANIFEST,
    'work.js': WORK,
    'bench/a.bench.js': benchmarksNamed(['kept', 'gone'], '../work.js'),
    'bench/dropped.bench.js': benchmarksNamed(['dropped'], '../work.js'),
  });
  rmSync(join(root, 'bench/dropped.bench.js'));
  commitFiles(
    root,
    {
      'later.js': WORK,
      'bench/a.bench.js': benchmarksNamed(['kept', 'added'], '../work.js'),
      'bench/later.bench.js': benchmarksNamed(['later'], '../later.js'),
    },
    'Newer',
  );
  const { run, stdout, stderr, exitCode } = await against(root);
  expect(exitCode, stderr).toBe(4);
  const sides = run.benchmarks.map((benchmark) => [
    benchmark.id,
    'onlyIn' in benchmark ? benchmark.onlyIn : null,
    benchmark.rounds.length,
  ]);
  expect(sides).toEqual([
    ['bench/a.bench.js#kept', null, 2],
    // Head's files run on both sides: a benchmark that needs nothing new is compared at once.
    ['bench/a.bench.js#added', null, 2],
    ['bench/later.bench.js#later', 'head', 0],
    ['bench/a.bench.js#gone', 'base', 0],
    ['bench/dropped.bench.js#dropped', 'base', 0],
  ]);
  expect(stdout).toMatch(/gone.* missing/);
  expect(stdout).toMatch(/dropped.* missing/);
  expect(stdout).toMatch(/later.* new/);
  expect(stderr).toContain('base has no "../later.js"');

  const filtered = await against(root, '--filter', 'kept|later');
  expect(filtered.exitCode, filtered.stderr).toBe(0);
  expect(filtered.run.benchmarks).toHaveLength(2);
  expect(marksLeft(root)).toEqual([]);
});

it('a file that asks for what base lacks is compared with the version of it that base has', async () => {
  const root = repositoryWith({
    'package.json': MANIFEST,
    'work.js': WORK,
    'a.bench.js': benchmarksNamed(['kept', 'gone'], './work.js'),
  });
  const newer =
    "import { more } from './work.js';\nimport { newer } from './newer.js';\nconsole.assert(newer + more);\n";
  commitFiles(
    root,
    {
      'work.js': `${WORK}export const more = 1;\n`,
      'newer.js': 'export const newer = 1;\n',
      'a.bench.js': newer + benchmarksNamed(['kept', 'added'], './work.js'),
    },
    'Newer',
  );
  const { run, stdout, stderr, exitCode } = await against(root);
  expect(exitCode, stderr).toBe(4);
  expect(
    run.benchmarks.map((benchmark) => [
      benchmark.name,
      'onlyIn' in benchmark ? benchmark.onlyIn : null,
      benchmark.rounds.length,
    ]),
  ).toEqual([
    ['kept', null, 2],
    ['added', 'head', 0],
    ['gone', 'base', 0],
  ]);
  expect(stdout).toMatch(/added.* new/);
  expect(run.warnings[0]).toMatchObject({
    code: 'own-benchmark-file',
    message: expect.stringContaining(
      "a.bench.js: base cannot load it: Cannot find module 'newer.js' imported from a.bench.js; base ran its own version",
    ),
  });
  expect(stderr).toContain('base ran its own version of this file');
  const codes = run.benchmarks.map(({ warnings }) => warnings.map(({ code }) => code));
  expect(codes.map((ofOne) => ofOne.includes('own-benchmark-file'))).toEqual([true, false, false]);
});

it('both sides running the same code is refused before anything is measured', async () => {
  const root = repositoryWith({ 'package.json': MANIFEST, 'shared.mjs': WORK });
  commitFiles(root, { 'a.bench.js': benchmarksNamed(['work'], join(root, 'shared.mjs')) }, 'Newer');
  const finished = await perfSuite(['run', '--cwd', root, '--against', 'main~1']);
  expect(finished.exitCode).toBe(2);
  expect(finished.stderr).toContain('expected base and head to load their own copies');
  expect(marksLeft(root)).toEqual([]);
});

it('--base-setup sets base up instead of what its files imply', async () => {
  const root = repositoryWith({
    '.gitignore': '.perf\ngenerated.js\n',
    'package.json': MANIFEST,
    'a.bench.js': benchmarksNamed(['work'], './generated.js'),
  });
  commitFiles(root, { 'README.md': 'Newer\n' }, 'Newer');
  const make = `node -e "fs.writeFileSync('generated.js', 'export const work = (n) => n + 1;')"`;
  writeFiles(root, { 'generated.js': WORK });
  const without = await against(root, '--base-setup', 'node -e ""');
  expect(without.exitCode).toBe(5);
  expect(without.run.benchmarks).toMatchObject([{ notLoaded: { variant: 'base' } }]);
  expect(without.stderr).toContain('generated.js is ignored by git, made by a build');
  const { run, stderr, exitCode } = await against(root, '--base-setup', make);
  expect(exitCode, stderr).toBe(0);
  expect(run.benchmarks).toMatchObject([{ name: 'work', failure: null, rounds: [{}, {}] }]);
  const failed = await perfSuite(['run', '--cwd', root, '--against', 'main~1', '--base-setup', 'exit 3']);
  expect(failed.exitCode).toBe(2);
  expect(failed.stderr).toContain('Base could not be set up: --base-setup failed');
});

it('an interrupted run lets go of its base', async () => {
  const files = {
    'package.json': MANIFEST,
    'work.js': WORK,
    'a.bench.js': benchmarksNamed(['work'], './work.js'),
  };
  const root = repositoryWith(files);
  commitFiles(root, { 'README.md': 'Newer\n' }, 'Newer');
  const out = join(temporaryFolder(), 'a.run.json');
  const long = ['--rounds', '50', '--time', '300ms', '--verbose'];
  const { child, finished, said } = start([
    'run',
    '--cwd',
    root,
    '--against',
    'main~1',
    ...long,
    '--out',
    out,
  ]);
  await said('work: p50');
  expect(marksLeft(root)).toHaveLength(1);
  child.kill('SIGINT');
  expect((await finished).exitCode).toBe(130);
  expect(marksLeft(root)).toEqual([]);
});
