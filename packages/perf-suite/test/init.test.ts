import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { initProject } from '../src/init/init-project.js';
import { outcomeText } from '../src/init/outcome-text.js';

const packageFolder = fileURLToPath(new URL('..', import.meta.url));
const program = join(packageFolder, 'bin', 'perf-suite.js');

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'init-'));
  mkdirSync(join(root, 'node_modules'));
  symlinkSync(packageFolder, join(root, 'node_modules', 'perf-suite'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(name: string, content: string | object): void {
  mkdirSync(dirname(join(root, name)), { recursive: true });
  writeFileSync(join(root, name), typeof content === 'string' ? content : JSON.stringify(content));
}

const read = (name: string): string => readFileSync(join(root, name), 'utf8');
const doneOf = async (force = false): Promise<Record<string, string>> =>
  Object.fromEntries((await initProject(root, { force })).files.map(({ path, done }) => [path, done]));

/** Measures the project as its user would right after `init`, as short as can be. */
function measure(): { id: string }[] {
  const out = join(root, 'first.run.json');
  const { status, stderr } = spawnSync(
    process.execPath,
    [program, 'run', '--rounds', '1', '--time', '5ms', '--out', out],
    {
      cwd: root,
      encoding: 'utf8',
    },
  );
  expect(status, stderr).toBe(0);
  return JSON.parse(readFileSync(out, 'utf8')).benchmarks;
}

describe('init in a real project', () => {
  it('makes a TypeScript project with ES modules ready to measure', async () => {
    write('package.json', {
      name: 'a',
      type: 'module',
      devDependencies: { typescript: '*' },
      exports: './dist/index.js',
    });
    write('src/index.ts', 'export function parse(text: string): number { return text.length; }');
    expect(await doneOf()).toEqual({
      'perf.config.ts': 'written',
      'bench/example.bench.ts': 'written',
      '.github/workflows/perf.yml': 'written',
      '.gitignore': 'written',
    });
    expect(read('bench/example.bench.ts')).toContain("// import { parse } from '../src/index.js';");
    expect(measure().map(({ id }) => id)).toEqual(['bench/example.bench.ts#JSON.parse 1,000 records']);
  });

  it('makes a CommonJS project without TypeScript ready to measure', async () => {
    write('package.json', { name: 'a', main: 'lib.js' });
    write('lib.js', 'exports.parse = (text) => text.length;');
    expect(Object.keys(await doneOf())).toEqual([
      'perf.config.js',
      'bench/example.bench.mjs',
      '.github/workflows/perf.yml',
      '.gitignore',
    ]);
    expect(read('bench/example.bench.mjs')).toContain("// import library from '../lib.js';");
    expect(measure().map(({ id }) => id)).toEqual(['bench/example.bench.mjs#JSON.parse 1,000 records']);
  });

  it('makes a TypeScript project with CommonJS ready to measure', async () => {
    write('package.json', { name: 'a' });
    write('tsconfig.json', {});
    expect(Object.keys(await doneOf()).slice(0, 2)).toEqual(['perf.config.ts', 'bench/example.bench.mts']);
    expect(measure().map(({ id }) => id)).toEqual(['bench/example.bench.mts#JSON.parse 1,000 records']);
  });

  it('writes an example whose types are right', async () => {
    write('package.json', { name: 'a', type: 'module', devDependencies: { typescript: '*' } });
    await doneOf();
    const compiler = fileURLToPath(new URL('../../../node_modules/typescript/bin/tsc', import.meta.url));
    const options = ['--noEmit', '--strict', '--module', 'nodenext', '--skipLibCheck', '--types', 'node'];
    const types = fileURLToPath(new URL('../../../node_modules/@types', import.meta.url));
    const checked = spawnSync(
      process.execPath,
      [compiler, ...options, '--typeRoots', types, 'bench/example.bench.ts'],
      {
        cwd: root,
        encoding: 'utf8',
      },
    );
    expect(checked.stdout).toBe('');
    expect(checked.status).toBe(0);
  });

  it('refuses a folder without a package.json, and says what to do', async () => {
    await expect(initProject(root, { force: false })).rejects.toMatchObject({
      code: 'not-found',
      message: `${join(root, 'package.json')}: expected a package.json, found none`,
      hint: expect.stringContaining('npm init'),
    });
  });
});

describe('init where there is something already', () => {
  it('changes nothing the second time', async () => {
    write('package.json', { name: 'a', type: 'module' });
    await doneOf();
    const before = read('.gitignore');
    expect(await doneOf()).toEqual({
      'perf.config.js': 'kept',
      'bench/example.bench.js': 'kept',
      '.github/workflows/perf.yml': 'kept',
    });
    expect(read('.gitignore')).toBe(before);
  });

  it('keeps what the user wrote, unless told to replace it', async () => {
    write('package.json', { name: 'a', type: 'module' });
    write('perf.config.js', 'export default { rounds: 3 };\n');
    write('.github/workflows/perf.yml', 'mine\n');
    write('.gitignore', 'node_modules');
    const outcome = await initProject(root, { force: false });
    expect(read('perf.config.js')).toBe('export default { rounds: 3 };\n');
    expect(read('.github/workflows/perf.yml')).toBe('mine\n');
    expect(read('.gitignore')).toBe('node_modules\n.perf/\n');
    expect(outcomeText(outcome)).toContain('kept     perf.config.js  (already there; --force replaces it)');
    expect(await doneOf(true)).toMatchObject({
      'perf.config.js': 'replaced',
      '.github/workflows/perf.yml': 'replaced',
    });
    expect(read('.github/workflows/perf.yml')).toContain('perf-suite run --against');
  });

  it('adds no second config and no example beside those of the user', async () => {
    write('package.json', { name: 'a', type: 'module', perf: { rounds: 3 } });
    write('src/own.bench.js', 'export default null;');
    const { files } = await initProject(root, { force: true });
    expect(files.slice(0, 2)).toEqual([
      { path: 'perf.config.js', done: 'not-needed', reason: 'there is package.json "perf"' },
      { path: 'bench/example.bench.js', done: 'not-needed', reason: 'there is src/own.bench.js' },
    ]);
    expect(existsSync(join(root, 'perf.config.js'))).toBe(false);
  });
});

describe('the workflow', () => {
  const git = (...words: string[]): void => {
    execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@localhost', ...words], {
      cwd: root,
      stdio: 'ignore',
    });
  };
  interface Step {
    readonly uses?: string;
    readonly run?: string;
    readonly with?: Readonly<Record<string, unknown>>;
    readonly 'working-directory'?: string;
  }
  async function stepsOf(folder = ''): Promise<{ branches: string[]; steps: Step[] }> {
    await initProject(join(root, folder), { force: false });
    const workflow = parseYaml(read('.github/workflows/perf.yml'));
    return { branches: workflow.on.pull_request.branches, steps: workflow.jobs.perf.steps };
  }
  const commandsIn = (steps: readonly Step[]): string[] => steps.flatMap(({ run }) => run ?? []);

  it('compares with the default branch by what the project installs and builds with', async () => {
    git('init', '-b', 'trunk');
    write('package.json', {
      name: 'a',
      type: 'module',
      packageManager: 'pnpm@10.34.9',
      scripts: { build: 'tsc' },
    });
    write('pnpm-lock.yaml', "lockfileVersion: '9.0'\n");
    write('.nvmrc', '22\n');
    const { branches, steps } = await stepsOf();
    expect(branches).toEqual(['trunk']);
    expect(commandsIn(steps)).toEqual([
      'pnpm install --frozen-lockfile',
      'pnpm run build',
      'pnpm exec perf-suite run --against origin/trunk --out .perf/runs/pull-request.run.json',
    ]);
    const uses = steps.find(({ uses: action }) => action?.startsWith('pnpm/'));
    expect(uses?.with).toBeUndefined();
    expect(steps.find(({ uses: action }) => action?.startsWith('actions/setup-node'))?.with).toEqual({
      'node-version-file': '.nvmrc',
      cache: 'pnpm',
      'cache-dependency-path': 'pnpm-lock.yaml',
    });
  });

  it('asks the remote for its default branch', async () => {
    git('init', '-b', 'work');
    write('package.json', { name: 'a' });
    git('add', 'package.json');
    git('commit', '-m', 'one');
    git('branch', 'main');
    git('update-ref', 'refs/remotes/origin/on', 'HEAD');
    git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/on');
    expect((await stepsOf()).branches).toEqual(['on']);
  });

  it.each<[string, string, string]>([
    ['package-lock.json', '{}', 'npm ci'],
    ['yarn.lock', '# yarn lockfile v1\n', 'yarn install --frozen-lockfile'],
    ['yarn.lock', '__metadata:\n  version: 8\n', 'yarn install --immutable'],
    ['bun.lock', '{}', 'bun install --frozen-lockfile'],
    ['none', '', 'npm install'],
  ])('installs with %s (%j) by %s', async (lockfile, content, install) => {
    write('package.json', { name: 'a' });
    if (lockfile !== 'none') write(lockfile, content);
    expect(commandsIn((await stepsOf()).steps)).toContain(install);
  });

  it('lies at the top of the repository and works in the folder of the package', async () => {
    git('init', '-b', 'main');
    write('package.json', { name: 'workspace' });
    write('pnpm-lock.yaml', "lockfileVersion: '9.0'\n");
    write('packages/a/package.json', { name: 'a', type: 'module' });
    const { steps } = await stepsOf('packages/a');
    const run = steps.find((step) => step.run?.includes('perf-suite run'));
    expect(run?.['working-directory']).toBe('packages/a');
    expect(steps.find((step) => step.run?.startsWith('pnpm install'))?.['working-directory']).toBeUndefined();
    expect(steps.at(-1)?.with?.path).toBe('packages/a/.perf/runs');
    expect(existsSync(join(root, 'packages/a/perf.config.js'))).toBe(true);
  });
});
