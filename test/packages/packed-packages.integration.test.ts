import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { outputOf, runStep } from '../ci/step.js';
import { releaseIn } from './release-in.js';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const folders = [
  'schema',
  'command-line',
  'perf-guard',
  'exporter',
  'stream',
  'history',
  'perf-analyze',
  'instrument',
  'load',
  'perf-suite',
];

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly [key: string]: unknown;
}

let work = '';
let copy = '';
let project = '';
const tarballs = new Map<string, string>();
const manifests = new Map<string, Manifest>();

/** What a user gets: the next release of each package, and all of them installed into an empty project elsewhere. */
beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'perf-suite-packed-'));
  copy = join(work, 'release');
  const packed = await releaseIn(copy, root);
  for (const file of await readdir(packed)) {
    const { stdout } = await run('tar', ['-xzOf', join(packed, file), 'package/package.json']);
    const manifest = JSON.parse(stdout) as Manifest;
    const folder = manifest.name.replace('@perf-suite/', '');
    tarballs.set(folder, join(packed, file));
    manifests.set(folder, manifest);
  }
  project = join(work, 'project');
  await mkdir(project);
  const dependencies = Object.fromEntries(
    folders.map((folder) => [manifestOf(folder).name, `file:${tarball(folder)}`]),
  );
  await writeFile(
    join(project, 'package.json'),
    JSON.stringify({
      name: 'a-user',
      private: true,
      type: 'module',
      dependencies,
      devDependencies: { typescript: '6.0.3', '@types/node': '^20.19.0' },
      // npm would look for the packages' own dependencies on each other in the registry.
      overrides: dependencies,
    }),
  );
  await run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts=false'], { cwd: project });
}, 600_000);

afterAll(async () => {
  await rm(work, { recursive: true, force: true });
});

describe('the next release', () => {
  it('is all published packages and no other, of one version', () => {
    expect([...tarballs.keys()].sort()).toEqual([...folders].sort());
    const versions = new Set([...manifests.values()].map(({ version }) => version));
    expect(versions.size).toBe(1);
    expect([...versions][0]).toMatch(/^\d+\.\d+\.\d+$/);
  });

  it('tells in each changelog what the changesets said, and leaves none of them', async () => {
    const { version } = manifestOf('perf-suite');
    for (const folder of folders) {
      const changelog = await readFile(join(copy, 'packages', folder, 'CHANGELOG.md'), 'utf8');
      expect(changelog).toContain(`## ${version}\n`);
    }
    const left = (await readdir(join(copy, '.changeset'))).filter((name) => name.endsWith('.md'));
    expect(left).toEqual([]);
  });

  it('is installed first in the README, which says nothing of the time before it', async () => {
    const readme = await readFile(join(copy, 'README.md'), 'utf8');
    const firstCommands = /```sh\n(.*?)```/s.exec(readme)?.[1];
    expect(firstCommands).toContain('npm install --save-dev perf-suite\n');
    for (const text of [readme, await readFile(join(copy, 'CHANGELOG.md'), 'utf8')]) {
      expect(text).not.toMatch(/first release|not (?:been )?released|Nothing has been released/i);
    }
  });
});

describe.each(folders)('the packed package %s', (folder) => {
  it('says who may use it, on what, where it comes from, and names its own release as dependencies', () => {
    const { version, dependencies = {}, ...manifest } = manifestOf(folder);
    expect(manifest).toMatchObject({
      license: 'MIT',
      type: 'module',
      engines: { node: '>=20.19' },
      publishConfig: { access: 'public' },
      // npm refuses to sign for a package whose repository is another one.
      repository: {
        url: 'git+https://github.com/perf-suite/perf-suite.git',
        directory: `packages/${folder}`,
      },
    });
    expect(manifest).not.toHaveProperty('private');
    expect(manifest).not.toHaveProperty('scripts');
    for (const [name, range] of Object.entries(dependencies)) {
      if (name.startsWith('@perf-suite/')) expect(range).toBe(version);
      else expect(range).toMatch(/^\^?\d+\.\d+\.\d+$/);
    }
  });

  it('has no fault that publint knows', async () => {
    const { stdout } = await run('npx', ['publint', 'run', tarball(folder), '--strict'], { cwd: root });
    expect(stdout).toContain('All good!');
  });

  it('resolves with types for every kind of importer that can load ES modules', async () => {
    const { stdout } = await run('npx', ['attw', tarball(folder), '--profile', 'esm-only', '--no-emoji'], {
      cwd: root,
    });
    // It ends non-zero on any problem; what CommonJS cannot load is left out on purpose.
    expect(stdout).toContain('node16 (from ESM)');
    expect(stdout).not.toMatch(/node16 \(from ESM\).*(failed|CJS)/);
  });

  it('holds no tests, sources or build leftovers', async () => {
    const { stdout } = await run('tar', ['-tzf', tarball(folder)]);
    expect(stdout).toMatch(/package\/LICENSE/);
    expect(stdout).toMatch(/package\/README\.md/);
    expect(stdout).not.toMatch(/\.test\.|tsbuildinfo|package\/src\/|\/test\//);
  });
});

describe('an empty project with the packed packages', () => {
  it.each(['perf-suite', 'perf-guard', 'perf-exporter', 'perf-stream', 'perf-history', 'perf-analyze'])(
    'has the command %s',
    async (command) => {
      const { stdout } = await run('npx', ['--no-install', command, '--version'], { cwd: project });
      expect(stdout).toBe(`${manifestOf('perf-suite').version}\n`);
      const help = await run('npx', ['--no-install', command, '--help'], { cwd: project });
      expect(help.stdout).toContain('Usage:');
    },
  );

  it('measures a TypeScript benchmark, compares two runs and passes strict type checking', async () => {
    await writeFile(
      join(project, 'parse.bench.ts'),
      `import { suite } from 'perf-suite';
       const text: string = JSON.stringify({ list: Array.from({ length: 200 }, (_, i) => ({ i })) });
       export default suite(({ bench }) => {
         bench('parse', (): unknown => JSON.parse(text));
       });
      `,
    );
    await writeFile(
      join(project, 'read.ts'),
      `import { judgeRun } from '@perf-suite/perf-guard';
       import { readRunFile } from '@perf-suite/schema/node';
       const run = await readRunFile('one.run.json');
       const baseline = { run: await readRunFile('two.run.json'), file: 'two.run.json' };
       const report = judgeRun(run, { baselines: [baseline], createdAt: new Date().toISOString(), runFile: null });
       const verdict: string = report.verdict;
       console.log(run.benchmarks.length, verdict);
      `,
    );
    await writeFile(
      join(project, 'tsconfig.json'),
      JSON.stringify({
        compilerOptions: {
          strict: true,
          module: 'nodenext',
          target: 'es2023',
          types: ['node'],
          noEmit: true,
        },
        include: ['*.ts'],
      }),
    );
    for (const name of ['one', 'two']) {
      await run(
        'npx',
        ['--no-install', 'perf-suite', 'run', '--rounds', '3', '--time', '10ms', '--out', `${name}.run.json`],
        {
          cwd: project,
        },
      );
    }
    const check = await run(
      'npx',
      [
        '--no-install',
        'perf-guard',
        'check',
        'one.run.json',
        '--baseline',
        'two.run.json',
        '--fail-on',
        'missing',
        '--format',
        'json',
      ],
      { cwd: project },
    );
    expect(JSON.parse(check.stdout).comparisons).toHaveLength(1);
    await run('npx', ['--no-install', 'tsc', '-p', '.'], { cwd: project });
  });
});

it('the action runs the packed packages of a folder', async () => {
  const [runner, workspace] = [join(work, 'runner'), join(work, 'workspace')];
  for (const folder of [runner, workspace, join(workspace, 'packed')]) await mkdir(folder);
  for (const folder of folders) {
    await copyFile(tarball(folder), join(workspace, 'packed', basename(tarball(folder))));
  }
  await writeFile(join(workspace, 'package.json'), '{ "name": "a-user" }');
  await run('git', ['init', '--quiet'], { cwd: workspace });
  const variables = { GITHUB_WORKSPACE: workspace, PERF_ACTION_VERSION: './packed' };
  const result = await runStep('prepare', { runner, variables });
  expect(result.exitCode, result.log).toBe(0);
  const tools = outputOf(result, 'tools');
  expect(tools.startsWith(runner)).toBe(true);
  const listed = await run(process.execPath, [join(tools, 'bin/perf-suite.js'), '--version']);
  expect(listed.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  for (const [name, folder] of [
    ['perf-guard', 'perf-guard'],
    ['perf-exporter', 'exporter'],
  ]) {
    // Beside perf-suite: none of it came from the registry.
    expect(existsSync(join(tools, '..', '@perf-suite', `${folder}`, 'bin', `${name}.js`))).toBe(true);
  }
});

function tarball(folder: string): string {
  return packed(tarballs, folder);
}

function manifestOf(folder: string): Manifest {
  return packed(manifests, folder);
}

function packed<Value>(values: ReadonlyMap<string, Value>, folder: string): Value {
  const value = values.get(folder);
  if (value === undefined) throw new Error(`${folder} was not packed`);
  return value;
}
