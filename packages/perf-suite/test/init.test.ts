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
import { type InitOutcome, initProject } from '../src/orchestrator/init/init-project.js';
import { outcomeText } from '../src/orchestrator/init/outcome-text.js';
import { TOOL } from '../src/orchestrator/tool.js';

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
const textAfter = (outcome: InitOutcome): string => outcomeText(outcome, { isDryRun: false });
const doneOf = async (force = false): Promise<Record<string, string>> =>
  Object.fromEntries(
    (await initProject(root, { force, isDryRun: false })).files.map(({ path, done }) => [path, done]),
  );

/** Measures the project as its user would right after `init`, as short as can be. */
function measure(): { id: string }[] {
  const out = join(root, 'first.run.json');
  const { status, stderr } = spawnSync(
    process.execPath,
    [program, 'run', '--rounds', '1', '--time', '5ms', '--warmup', '5ms', '--out', out],
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
    expect(read('bench/example.bench.ts')).toContain("\nimport { parse } from '../src/index.js';");
    expect(read('bench/example.bench.ts')).toContain('TODO: return an input');
    expect(measure().map(({ id }) => id)).toEqual(['bench/example.bench.ts#parse']);
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
    expect(read('bench/example.bench.mjs')).toContain("\nimport library from '../lib.js';");
    expect(measure().map(({ id }) => id)).toEqual(['bench/example.bench.mjs#parse']);
  });

  it.each<[string, string, string | null]>([
    ['export const parse = (text) => text;', '{ parse }', 'parse(input)'],
    ['export default function parse(text) { return text; }', 'parse', 'parse(input)'],
    [
      "export class Parser {}\nexport const SIZE = 3;\nexport { parse } from './parse.js';",
      '{ parse }',
      'parse(input)',
    ],
    ['export const limits = { size: 3 };', '{ yourFunction }', null],
    ['export { default } from "./parse.js";', '{ yourFunction }', null],
  ])('finds the function to call in %j', async (text, imported, call) => {
    write('package.json', { name: 'a', type: 'module', main: 'index.js' });
    write('index.js', text);
    await doneOf();
    const example = read('bench/example.bench.js');
    expect(example).toContain(`import ${imported} from '../index.js'`);
    if (call === null) expect(example).toContain('// TODO: import what your users wait for');
    else expect(example).toContain(`run: (input) => ${call}`);
  });

  it.each<[string, string | null]>([
    [
      'const uri = {\n  LIMIT: 3,\n  parse,\n}\nfunction parse (text) {}\nmodule.exports = uri\nmodule.exports.default = uri\nmodule.exports.uri = uri\n',
      'library.parse(input)',
    ],
    ['function parse(text) {}\nmodule.exports = { parse };\n', 'library.parse(input)'],
    [
      'exports.limits = limits;\nexports.parse = parse;\nconst limits = { size: 3 };\n',
      'library.parse(input)',
    ],
    ['const uri = { SIZE: 3 };\nmodule.exports = uri;\nmodule.exports.uri = uri;\n', null],
  ])('calls what is a function in %j', async (text, call) => {
    write('package.json', { name: 'a', main: 'index.js' });
    write('index.js', text);
    await doneOf();
    const example = read('bench/example.bench.mjs');
    if (call === null) expect(example).toContain('// TODO: import what your users wait for');
    else expect(example).toContain(`run: (input) => ${call}`);
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
    await expect(initProject(root, { force: false, isDryRun: false })).rejects.toMatchObject({
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
    const outcome = await initProject(root, { force: false, isDryRun: false });
    expect(read('perf.config.js')).toBe('export default { rounds: 3 };\n');
    expect(read('.github/workflows/perf.yml')).toBe('mine\n');
    expect(read('.gitignore')).toBe('node_modules\n.perf/\n');
    expect(textAfter(outcome)).toContain('kept     perf.config.js  (already there; --force replaces it)');
    expect(await doneOf(true)).toMatchObject({
      'perf.config.js': 'replaced',
      '.github/workflows/perf.yml': 'replaced',
    });
    expect(read('.github/workflows/perf.yml')).toContain('uses: perf-suite/perf-suite@v');
  });

  it('says that the workflow of another package does not measure this one, and what to add', async () => {
    execFileSync('git', ['init', '-q', '-b', 'main', root]);
    write('packages/one/package.json', { name: 'one', type: 'module' });
    write('packages/two/package.json', { name: 'two', type: 'module' });
    const textOf = async (name: string): Promise<string> =>
      textAfter(await initProject(join(root, 'packages', name), { force: false, isDryRun: false }));
    expect(await textOf('one')).toContain('open a pull request: it is measured against main.');
    expect(await textOf('one')).toContain('open a pull request');
    const second = await textOf('two');
    expect(second).not.toContain('open a pull request');
    expect(second).toContain('perf.yml was there already, and does not measure what is in packages/two.');
    expect(second).toMatch(/uses: perf-suite\/perf-suite@v.*\n +with:\n +working-directory: packages\/two\n/);
  });

  it('talks of no pull request where there is no git', async () => {
    write('package.json', { name: 'a', type: 'module' });
    const text = textAfter(await initProject(root, { force: false, isDryRun: false }));
    expect(text).not.toContain('pull request:');
    expect(text).toContain('Put the project under git');
  });

  it('adds no second config and no example beside those of the user', async () => {
    write('package.json', { name: 'a', type: 'module', perf: { rounds: 3 } });
    write('src/own.bench.js', 'export default null;');
    const { files } = await initProject(root, { force: true, isDryRun: false });
    expect(files.slice(0, 2)).toEqual([
      { path: 'perf.config.js', done: 'not-needed', reason: 'there is package.json "perf"', content: null },
      {
        path: 'bench/example.bench.js',
        done: 'not-needed',
        reason: 'there is src/own.bench.js',
        content: null,
      },
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
    readonly env?: Readonly<Record<string, string>>;
    readonly with?: Readonly<Record<string, unknown>>;
    readonly 'working-directory'?: string;
  }
  async function stepsOf(folder = ''): Promise<{ branches: string[]; steps: Step[] }> {
    await initProject(join(root, folder), { force: false, isDryRun: false });
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
    expect(commandsIn(steps)).toEqual(['pnpm install --frozen-lockfile', 'pnpm run build']);
    expect(steps.at(-1)).toEqual({
      uses: `perf-suite/perf-suite@v${TOOL.version}`,
      with: { comment: 'never' },
    });
    const uses = steps.find(({ uses: action }) => action?.startsWith('pnpm/'));
    expect(uses?.with).toBeUndefined();
    expect(steps.find(({ uses: action }) => action?.startsWith('actions/setup-node'))?.with).toEqual({
      'node-version-file': '.nvmrc',
      cache: 'pnpm',
      'cache-dependency-path': 'pnpm-lock.yaml',
    });
  });

  it('installs benchmarks that are a package of their own', async () => {
    git('init', '-b', 'main');
    write('package.json', { name: 'a', type: 'module' });
    write('package-lock.json', '{}');
    write('benchmark/package.json', { name: 'b', dependencies: { tinybench: '6.0.0' } });
    write('benchmark/parse.js', "import { Bench } from 'tinybench';\nawait new Bench().run();\n");
    const { steps } = await stepsOf();
    expect(steps.filter(({ run }) => run !== undefined)).toEqual([
      { run: 'npm ci' },
      { run: 'npm install', 'working-directory': 'benchmark' },
    ]);
  });

  it('leaves packages of the workspace to its install', async () => {
    git('init', '-b', 'main');
    write('package.json', { name: 'a', type: 'module', workspaces: ['benchmark'] });
    write('package-lock.json', '{}');
    write('benchmark/package.json', { name: 'b', dependencies: { tinybench: '6.0.0' } });
    write('benchmark/parse.js', "import { Bench } from 'tinybench';\nawait new Bench().run();\n");
    const { steps } = await stepsOf();
    expect(commandsIn(steps)).toEqual(['npm ci']);
  });

  it('lets no command expand what others choose, and leaves them no token', async () => {
    git('init', '-b', 'main');
    write('package.json', { name: 'a' });
    write('.gitmodules', '[submodule "a"]\n');
    write('.gitattributes', '*.bin filter=lfs diff=lfs merge=lfs -text\n');
    const { steps } = await stepsOf();
    for (const command of commandsIn(steps)) expect(command).not.toMatch(/\$\{\{/);
    expect(steps[0]?.with).toEqual({
      'persist-credentials': false,
      submodules: 'recursive',
      lfs: true,
    });
  });

  it('comments from a job of its own, where nothing of the pull request runs beside the token', async () => {
    git('init', '-b', 'main');
    write('package.json', { name: 'a' });
    await initProject(root, { force: false, isDryRun: false });
    const { permissions, jobs } = parseYaml(read('.github/workflows/perf.yml'));
    expect(permissions).toEqual({ contents: 'read' });
    expect(jobs.perf.permissions).toBeUndefined();
    expect(jobs.comment).toMatchObject({ needs: 'perf', permissions: { 'pull-requests': 'write' } });
    expect(jobs.comment.steps.map(({ uses, run }: Step) => uses ?? run)).toEqual([
      'actions/download-artifact@v8',
      'npx --yes @perf-suite/perf-guard comment perf-run/perf.run.json',
    ]);
    // Nothing of the artifact is where npx runs: it would follow an .npmrc there.
    expect(jobs.comment.steps[0].with).toEqual({ name: 'perf-run', path: 'perf-run' });
  });

  it('uses no action that runs on a Node that is gone', async () => {
    write('package.json', { name: 'a', packageManager: 'pnpm@10.34.9' });
    write('pnpm-lock.yaml', "lockfileVersion: '9.0'\n");
    expect((await stepsOf()).steps.flatMap(({ uses }) => uses ?? [])).toEqual([
      'actions/checkout@v7',
      'pnpm/action-setup@v6',
      'actions/setup-node@v7',
      `perf-suite/perf-suite@v${TOOL.version}`,
    ]);
  });

  it('measures each pull request, and each commit of the branch itself', async () => {
    git('init', '-b', 'main');
    write('package.json', { name: 'a' });
    await initProject(root, { force: false, isDryRun: false });
    const workflow = parseYaml(read('.github/workflows/perf.yml'));
    expect(workflow.on).toEqual({ pull_request: { branches: ['main'] }, push: { branches: ['main'] } });
    expect(workflow.concurrency['cancel-in-progress']).toBe(true);
    // A commit of main is never superfluous: each is a group of its own.
    expect(workflow.concurrency.group).toContain('|| github.sha');
    expect(workflow.jobs.comment.if).toContain("github.event_name == 'pull_request'");
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
    expect(steps.find((step) => step.run?.startsWith('pnpm install'))?.['working-directory']).toBeUndefined();
    expect(steps.at(-1)?.with).toEqual({ 'working-directory': 'packages/a', comment: 'never' });
    expect(existsSync(join(root, 'packages/a/perf.config.js'))).toBe(true);
  });
});

describe('a dry run', () => {
  it('prints what it would write, and writes nothing', () => {
    write('package.json', { name: 'a', type: 'module' });
    const { status, stdout } = spawnSync(process.execPath, [program, 'init', '--dry-run'], {
      cwd: root,
      encoding: 'utf8',
    });
    expect(status).toBe(0);
    expect(stdout).toContain('would write   .github/workflows/perf.yml');
    expect(stdout).toContain('--- .github/workflows/perf.yml\n# Measures each pull request');
    expect(stdout).toContain('Nothing was written (--dry-run).');
    for (const name of ['perf.config.js', 'bench', '.github', '.gitignore'])
      expect(existsSync(join(root, name))).toBe(false);
  });

  it('gives the contents as JSON', () => {
    write('package.json', { name: 'a', type: 'module' });
    const args = [program, 'init', '--dry-run', '--format', 'json'];
    const { stdout } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
    expect(JSON.parse(stdout).files[0]).toMatchObject({
      path: 'perf.config.js',
      done: 'written',
      content: expect.stringContaining('minimumEffect'),
    });
  });
});

describe('the host', () => {
  const remote = (url: string): void => {
    execFileSync('git', ['init', '-q', '-b', 'main', root]);
    execFileSync('git', ['remote', 'add', 'origin', url], { cwd: root });
  };

  it.each([
    ['https://github.com/gitlab/a.git', 'github'],
    ['git@github.com:owner/a.git', 'github'],
    ['https://gitlab.com/group/a.git', 'gitlab'],
    ['ssh://git@gitlab.example.org:2222/group/a.git', 'gitlab'],
    ['https://git.example.org/group/a.git', 'github'],
  ])('of the remote %s is %s', async (url, host) => {
    remote(url);
    write('package.json', { name: 'a' });
    expect(Object.keys(await doneOf()).includes('.gitlab-ci.yml')).toBe(host === 'gitlab');
  });

  it('is GitLab where only its file is there, which is not touched', async () => {
    execFileSync('git', ['init', '-q', '-b', 'main', root]);
    write('package.json', { name: 'a' });
    write('.gitlab-ci.yml', 'mine:\n  script: [ls]\n');
    const outcome = await initProject(root, { force: true, isDryRun: false });
    expect(outcome.files.map(({ path }) => path)).toContain('.gitlab/perf.yml');
    expect(read('.gitlab-ci.yml')).toBe('mine:\n  script: [ls]\n');
    expect(existsSync(join(root, '.github'))).toBe(false);
    expect(textAfter(outcome)).toContain(
      'Add this to .gitlab-ci.yml:\n     include:\n       - local: .gitlab/perf.yml',
    );
  });

  it('GitLab gets jobs with all of its reports, for the folder of the package', async () => {
    remote('https://gitlab.com/group/a.git');
    write('package.json', { name: 'workspace', packageManager: 'pnpm@10.34.9' });
    write('pnpm-lock.yaml', "lockfileVersion: '9.0'\n");
    write('packages/a/package.json', { name: 'a', type: 'module', scripts: { build: 'tsc' } });
    write('packages/a/bench/package.json', { name: 'b', dependencies: { tinybench: '6.0.0' } });
    write('packages/a/bench/pnpm-lock.yaml', "lockfileVersion: '9.0'\n");
    write('packages/a/bench/parse.js', "import { Bench } from 'tinybench';\nawait new Bench().run();\n");
    await initProject(join(root, 'packages/a'), { force: false, isDryRun: false });
    expect(parseYaml(read('.gitlab-ci.yml'))).toEqual({ include: [{ local: '.gitlab/perf.yml' }] });
    const { perf, ...others } = parseYaml(read('.gitlab/perf.yml'));
    expect(perf.script.slice(0, -1)).toEqual([
      'corepack enable',
      'pnpm install --frozen-lockfile',
      'cd packages/a',
      'pnpm run build',
      '(cd bench && pnpm install --frozen-lockfile --ignore-workspace)',
    ]);
    expect(perf.artifacts.reports).toEqual({
      junit: 'packages/a/.perf/runs/junit.xml',
      codequality: 'packages/a/.perf/runs/code-quality.json',
      metrics: 'packages/a/.perf/runs/metrics.txt',
    });
    expect(others['perf-comment'].script).toEqual([
      'cd "$(mktemp -d)"',
      'npx --yes @perf-suite/perf-guard comment "$CI_PROJECT_DIR"/packages/a/.perf/runs/perf.run.json',
    ]);
  });
});
