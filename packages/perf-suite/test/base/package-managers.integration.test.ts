import { execFileSync } from 'node:child_process';
import { readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { PreparedBase } from '../../src/orchestrator/base/base-context.js';
import { checkImports } from '../../src/orchestrator/base/check-imports.js';
import { childEnvironment } from '../../src/orchestrator/base/child-environment.js';
import { prepareBase } from '../../src/orchestrator/base/prepare-base.js';
import { commitFiles, git, repositoryWith, temporaryFolder, writeFiles } from './temporary-repository.js';

/** These install from the npm registry, with the real package managers. */
const TIMEOUT_MS = 120_000;

interface Project {
  readonly manager: string;
  readonly install: readonly string[];
  readonly files: Readonly<Record<string, string | object>>;
}

const single = {
  '.gitignore': 'node_modules\n.perf\n.yarn\n',
  'a.bench.js': "import semver from 'semver';\nexport default semver;\n",
};
const PROJECTS: readonly Project[] = [
  { manager: 'npm', install: ['npm', 'install', '--no-audit', '--no-fund'], files: single },
  { manager: 'pnpm', install: ['npx', '--yes', 'pnpm@10', 'install'], files: single },
  { manager: 'yarn classic', install: ['npx', '--yes', 'yarn@1.22.22', 'install'], files: single },
  {
    manager: 'yarn berry',
    install: ['npx', '--yes', '--package=@yarnpkg/cli-dist@4.9.2', '--', 'yarn', 'install'],
    files: {
      ...single,
      '.yarnrc.yml': 'nodeLinker: node-modules\nenableTelemetry: false\n',
      'yarn.lock': '',
    },
  },
  { manager: 'bun', install: ['npx', '--yes', '--package=bun@1', '--', 'bun', 'install'], files: single },
];

function manifest(version: string): object {
  return { name: 'project', version: '1.0.0', type: 'module', dependencies: { semver: version } };
}

function run(root: string, [command, ...args]: readonly string[]): void {
  execFileSync(command as string, args, {
    cwd: root,
    stdio: 'pipe',
    env: { ...childEnvironment(process.env), CI: 'false' },
  });
}

function prepare(root: string, against: string, log: string[] = []): Promise<PreparedBase> {
  return prepareBase({
    root,
    against,
    setupCommand: null,
    cacheFolder: join(root, '.perf/base'),
    log: (line) => log.push(line),
  });
}

function versionOf(folder: string): string {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version;
}

describe.each(PROJECTS)('a project of $manager', ({ install, files }) => {
  it('gets its dependencies of then from its lockfile of then', { timeout: TIMEOUT_MS }, async () => {
    const root = repositoryWith({ ...files, 'package.json': manifest('7.5.1') });
    run(root, install);
    commitFiles(root, {}, 'Lock');
    writeFiles(root, { 'package.json': manifest('7.6.0') });
    run(root, install);
    commitFiles(root, {}, 'Newer semver');
    const log: string[] = [];
    const base = await prepare(root, 'HEAD~1', log);
    expect(versionOf(join(base.folder, 'node_modules/semver'))).toBe('7.5.1');
    expect(versionOf(join(root, 'node_modules/semver'))).toBe('7.6.0');
    expect(git(base.folder, 'status', '--porcelain')).toBe('');
    const check = { root, files: [join(root, 'a.bench.js')], base };
    await expect(checkImports(check)).resolves.toMatchObject({ refused: [], isolationReasons: [] });
    expect(log.join('\n')).toMatch(/ci|--frozen-lockfile|--immutable/);
  });
});

const WORKSPACES: readonly Project[] = [
  {
    manager: 'npm',
    install: ['npm', 'install', '--no-audit', '--no-fund'],
    files: { 'package.json': workspaceRoot() },
  },
  {
    manager: 'pnpm',
    install: ['npx', '--yes', 'pnpm@10', 'install'],
    files: { 'package.json': workspaceRoot(), 'pnpm-workspace.yaml': 'packages:\n  - packages/*\n' },
  },
  {
    manager: 'yarn classic',
    install: ['npx', '--yes', 'yarn@1.22.22', 'install'],
    files: { 'package.json': workspaceRoot() },
  },
  {
    manager: 'bun',
    install: ['npx', '--yes', '--package=bun@1', '--', 'bun', 'install'],
    files: { 'package.json': workspaceRoot() },
  },
];

function workspaceRoot(): object {
  return { name: 'workspace', version: '1.0.0', private: true, workspaces: ['packages/*'] };
}

describe.each(WORKSPACES)('a workspace of $manager', ({ manager, install, files }) => {
  it('is installed at its root, and its packages are built', { timeout: TIMEOUT_MS }, async () => {
    const top = repositoryWith({
      ...files,
      '.gitignore': 'node_modules\ndist\n.perf\n',
      'packages/lib/package.json': {
        name: 'lib',
        version: '1.0.0',
        main: 'dist/index.js',
        scripts: { build: 'node build.cjs' },
      },
      'packages/lib/build.cjs': "require('node:fs').cpSync('source.js', 'dist/index.js');",
      'packages/lib/source.js': "module.exports = 'old';",
      'packages/app/package.json': {
        name: 'app',
        version: '1.0.0',
        type: 'module',
        dependencies: {
          lib: manager === 'pnpm' || manager === 'bun' ? 'workspace:*' : '1.0.0',
          semver: '7.5.1',
        },
      },
      'packages/app/a.bench.js':
        "import lib from 'lib';\nimport semver from 'semver';\nexport default [lib, semver];\n",
    });
    run(top, install);
    commitFiles(top, {}, 'Lock');
    commitFiles(top, { 'packages/lib/source.js': "module.exports = 'new';" }, 'Newer library');
    run(join(top, 'packages/lib'), ['node', 'build.cjs']);
    const root = join(top, 'packages/app');
    const base = await prepare(root, 'HEAD~1');
    const check = { root, files: [join(root, 'a.bench.js')], base };
    await expect(checkImports(check)).resolves.toMatchObject({ refused: [], isolationReasons: [] });
    const loaded = ['node', '-p', "require('lib')"] as const;
    expect(execFileSync(loaded[0], loaded.slice(1), { cwd: base.folder, encoding: 'utf8' }).trim()).toBe(
      'old',
    );
    expect(execFileSync(loaded[0], loaded.slice(1), { cwd: root, encoding: 'utf8' }).trim()).toBe('new');
  });
});

/** Projects in which one place decides the version of a package for all that depend on it. */
const OVERRIDES: readonly (Omit<Project, 'files'> & { readonly keys: (version: string) => object })[] = [
  {
    manager: 'npm',
    install: ['npm', 'install', '--no-audit', '--no-fund'],
    keys: (ms) => ({ overrides: { ms } }),
  },
  {
    manager: 'pnpm',
    install: ['npx', '--yes', 'pnpm@10', 'install', '--no-frozen-lockfile'],
    keys: (ms) => ({ pnpm: { overrides: { ms } } }),
  },
  {
    manager: 'yarn classic',
    install: ['npx', '--yes', 'yarn@1.22.22', 'install'],
    keys: (ms) => ({ resolutions: { ms } }),
  },
  {
    manager: 'bun',
    install: ['npx', '--yes', '--package=bun@1', '--', 'bun', 'install'],
    keys: (ms) => ({ overrides: { ms } }),
  },
];

describe.each(OVERRIDES)('a project of $manager', ({ install, keys }) => {
  it("has on each side that side's override of a version", { timeout: TIMEOUT_MS }, async () => {
    const dependencies = { debug: '4.3.4' };
    const root = repositoryWith({ ...single, 'package.json': { dependencies, ...keys('2.1.1') } });
    run(root, install);
    commitFiles(root, {}, 'Lock');
    writeFiles(root, { 'package.json': { dependencies, ...keys('2.1.3') } });
    run(root, install);
    commitFiles(root, {}, 'Another version for all');
    const base = await prepare(root, 'HEAD~1');
    const versions = [base.folder, root].map((folder) => {
      const debug = realpathSync(join(folder, 'node_modules/debug/package.json'));
      return versionOf(dirname(createRequire(debug).resolve('ms/package.json')));
    });
    expect(versions).toEqual(['2.1.1', '2.1.3']);
  });
});

const patchTo = (name: string): string =>
  `diff --git a/functions/major.js b/functions/major.js
--- a/functions/major.js
+++ b/functions/major.js
@@ -1,3 +1,3 @@
-const SemVer = require('../classes/semver')
+const SemVer = require('../classes/semver') // patched by ${name}
 const major = (a, loose) => new SemVer(a, loose).major
 module.exports = major
`;

describe('a workspace of pnpm with a catalog and a patch', () => {
  it('has on each side the versions and patches of that side', { timeout: TIMEOUT_MS }, async () => {
    const install = ['npx', '--yes', 'pnpm@10', 'install', '--no-frozen-lockfile'];
    const filesOf = (version: string, name: string) => ({
      'pnpm-workspace.yaml': `packages:\n  - packages/*\ncatalog:\n  semver: ${version}\npatchedDependencies:\n  semver: patches/semver.patch\n`,
      'patches/semver.patch': patchTo(name),
    });
    const top = repositoryWith({
      ...filesOf('7.5.1', 'base'),
      '.gitignore': 'node_modules\n.perf\n',
      'package.json': workspaceRoot(),
      'packages/app/package.json': manifest('catalog:'),
    });
    run(top, install);
    commitFiles(top, {}, 'Lock');
    writeFiles(top, filesOf('7.5.2', 'head'));
    run(top, install);
    commitFiles(top, {}, 'Another patch of another version');
    const root = join(top, 'packages/app');
    const base = await prepare(root, 'HEAD~1');
    for (const [folder, version, name] of [
      [base.folder, '7.5.1', 'base'] as const,
      [root, '7.5.2', 'head'] as const,
    ]) {
      const semver = join(folder, 'node_modules/semver');
      expect(versionOf(semver)).toBe(version);
      expect(readFileSync(join(semver, 'functions/major.js'), 'utf8')).toContain(`patched by ${name}`);
    }
  });
});

describe("a project of Yarn Plug'n'Play", () => {
  it('is refused with what to do, since plain Node cannot load it', { timeout: TIMEOUT_MS }, async () => {
    const root = repositoryWith({ ...single, '.yarnrc.yml': 'enableTelemetry: false\n', 'yarn.lock': '' });
    writeFiles(root, {
      '.gitignore': 'node_modules\n.perf\n.yarn\n.pnp.*\n',
      'package.json': manifest('7.5.1'),
    });
    run(root, ['npx', '--yes', '--package=@yarnpkg/cli-dist@4.9.2', '--', 'yarn', 'install']);
    commitFiles(root, {}, 'Lock');
    await expect(prepare(root, 'main')).rejects.toMatchObject({
      code: 'setup-failed',
      hint: expect.stringContaining('nodeLinker: node-modules'),
    });
  });
});

describe('an npm version', () => {
  it('is installed beside the project, once', { timeout: TIMEOUT_MS }, async () => {
    const root = temporaryFolder();
    writeFiles(root, { 'package.json': {} });
    const log: string[] = [];
    const first = await prepare(root, 'npm:semver@7.5.1', log);
    expect(first.source).toEqual({ kind: 'npm', ref: 'semver@7.5.1', commit: null });
    expect(versionOf(first.packages.semver as string)).toBe('7.5.1');
    await prepare(root, 'npm:semver@7.5.1', log);
    expect(log.filter((line) => line.startsWith('Installing'))).toHaveLength(1);
  });

  it('that is a range is named by the version it stands for', { timeout: TIMEOUT_MS }, async () => {
    const root = temporaryFolder();
    const base = await prepare(root, 'npm:semver@~7.5.0,npm:@noble/hashes@1.3.3');
    expect(base.source.ref).toBe('semver@7.5.4,@noble/hashes@1.3.3');
    expect(Object.keys(base.packages)).toEqual(['semver', '@noble/hashes']);
  });

  it('that does not exist is refused', { timeout: TIMEOUT_MS }, async () => {
    await expect(prepare(temporaryFolder(), 'npm:semver@999.0.0')).rejects.toMatchObject({
      code: 'bad-usage',
      hint: 'See which there are: npm view semver versions',
    });
  });
});
