import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { repositoryWith, writeFiles } from '../base/temporary-repository.js';
import { benchmarkOf, measured, newFolder, perfSuite, readRun } from '../failures/run-command.js';

type Files = Readonly<Record<string, string | object>>;

const BENCHMARKS = Object.fromEntries(
  ['a', 'b'].map((name) => [
    `packages/${name}/work.bench.js`,
    `import { suite } from 'perf-suite';\nexport default suite(({ bench }) => { bench('${name}', () => Math.sqrt(2)); bench('${name} own', { run: () => Math.sqrt(2), time: '3ms', minimumEffect: '9%' }); });\n`,
  ]),
);
const WORKSPACE: Files = {
  'package.json': { name: 'workspace', type: 'module', workspaces: ['packages/*'] },
  'packages/a/package.json': { name: 'a', type: 'module' },
  'packages/b/package.json': { name: 'b', type: 'module' },
  ...BENCHMARKS,
};

interface Listed {
  readonly benchmarks: readonly {
    readonly name: string;
    readonly timeMs: number | null;
    readonly minimumEffect: number | null;
  }[];
}

async function list(root: string, variables: Readonly<Record<string, string>> = {}) {
  const { stdout, stderr } = await perfSuite(['list', '--cwd', root, '--format', 'json'], { variables });
  const { benchmarks } = JSON.parse(stdout) as Listed;
  return { stderr, settings: benchmarks.map((one) => [one.name, one.timeMs, one.minimumEffect]) };
}

it('each package decides for its own files, under what benchmarks say themselves, flags and variables', async () => {
  const root = repositoryWith({
    ...WORKSPACE,
    'perf.config.json': { time: '5ms', warmup: '5ms', minimumEffect: '4%' },
    'packages/a/perf.config.ts': "export default { time: '6ms' as const, minimumEffect: '20%' };\n",
    'packages/b/package.json': { name: 'b', type: 'module', perf: { warmup: '4ms', timeout: '40s' } },
  });
  expect((await list(root)).settings).toEqual([
    ['a', 6, 0.2],
    ['a own', 3, 0.09],
    ['b', null, null],
    ['b own', 3, 0.09],
  ]);
  expect((await list(root, { PERF_SUITE_TIME: '8ms', PERF_SUITE_MINIMUM_EFFECT: '5%' })).settings).toEqual([
    ['a', null, null],
    ['a own', 3, 0.09],
    ['b', null, null],
    ['b own', 3, 0.09],
  ]);
});

it('settings of the whole run are those of its root, and a package that asks for others is told so', async () => {
  const root = repositoryWith({
    ...WORKSPACE,
    'packages/a/perf.config.json': { rounds: 3, failOn: 'none', minimumEffect: { p50: '3%', p95: '4%' } },
  });
  const { run } = await measured(['--cwd', root]);
  expect(run.settings).toMatchObject({ rounds: 2, failOn: expect.arrayContaining(['regressed']) });
  expect(benchmarkOf(run, 'a').minimumEffect).toBe(0.03);
  const warning = run.warnings.find(({ code }) => code === 'package-config');
  expect(warning?.message).toMatch(/^packages\/a\/perf.config.json: rounds, failOn, minimumEffect\/p95 are/);
  expect(warning?.hint).toContain('--cwd packages/a');
  expect((await list(root)).stderr).toContain('rounds, failOn, minimumEffect/p95 are not used here');
});

it('a mistake in the config of a package names its file', async () => {
  const root = repositoryWith({ ...WORKSPACE, 'packages/a/perf.config.json': { tiem: '5ms' } });
  const { exitCode, stderr } = await perfSuite(['list', '--cwd', root]);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('packages/a/perf.config.json: at /tiem expected a known key');
});

it('a time of a package that does not fit into the limit is refused', async () => {
  const config = (timeout: string): Files => ({ 'packages/a/perf.config.json': { time: '61s', timeout } });
  const refused = await perfSuite(['run', '--cwd', repositoryWith({ ...WORKSPACE, ...config('60s') })]);
  expect(refused.stderr).toContain('expected a time below --timeout (60000 ms), found 61000 ms');
  const { run } = await measured(['--cwd', repositoryWith({ ...WORKSPACE, ...config('62s') })]);
  expect(benchmarkOf(run, 'a').failure).toBeNull();
});

it('what head changes in the config of a package is said', async () => {
  const folder = newFolder();
  const configs = {
    base: { minimumEffect: '3%', time: '7ms' },
    head: { minimumEffect: '30%', time: '6ms' },
  };
  for (const [side, config] of Object.entries(configs)) {
    mkdirSync(join(folder, side));
    writeFiles(join(folder, side), { ...WORKSPACE, 'packages/a/perf.config.json': config });
  }
  const { run } = await measured(['--cwd', join(folder, 'head'), '--against', '../base']);
  expect(benchmarkOf(run, 'a').warnings.map(({ message }) => message)).toContain(
    'head raises the smallest change that counts here, to 30 % (base: 3.0 %): smaller ones pass',
  );
  expect(benchmarkOf(run, 'b').warnings.map(({ code }) => code)).not.toContain('effect-raised');
});

it('how a package is measured, changed by head, is said with its folder', async () => {
  const root = repositoryWith({
    ...WORKSPACE,
    'perf.config.json': { time: '5ms', warmup: '5ms', rounds: 1 },
  });
  writeFiles(root, { 'packages/a/perf.config.json': { time: '6ms' } });
  const out = join(newFolder(), 'a.run.json');
  const { stdout, stderr } = await perfSuite(['run', '--cwd', root, '--against', 'HEAD', '--out', out]);
  expect(`${stdout}${stderr}`).toContain('time is 6 ms (base: 5 ms) in packages/a');
});

it('started in a package, a run has the settings of the workspace where the package says nothing', async () => {
  const root = repositoryWith({
    ...WORKSPACE,
    'perf.config.json': { files: ['nothing/*.js'], rounds: 1, time: '6ms', warmup: '5ms', out: 'root.json' },
    'packages/a/perf.config.json': { time: '7ms' },
  });
  const out = join(newFolder(), 'a.run.json');
  const finished = await perfSuite(['run', '--out', out], { cwd: join(root, 'packages/a') });
  expect(finished.exitCode, finished.stderr).toBe(0);
  const { settings } = readRun(out, finished);
  expect(settings).toMatchObject({ rounds: 1, timeMs: 7, warmupMs: 5, minimumEffect: { p50: 0.025 } });
});
