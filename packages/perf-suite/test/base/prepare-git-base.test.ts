import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { LaidOver, PreparedBase } from '../../src/orchestrator/base/base-context.js';
import { prepareBase } from '../../src/orchestrator/base/prepare-base.js';
import { commitFiles, git, repositoryWith, temporaryFolder, writeFiles } from './temporary-repository.js';

const plain = {
  'package.json': { name: 'plain', type: 'module' },
  '.gitignore': '.perf\n',
  'value.js': 'export const value = 1;\n',
};

function prepare(
  root: string,
  against: string,
  more: { setupCommand?: string; log?: string[]; laidOver?: LaidOver; env?: NodeJS.ProcessEnv } = {},
): Promise<PreparedBase> {
  return prepareBase({
    root,
    against,
    setupCommand: more.setupCommand ?? null,
    cacheFolder: join(root, '.perf/base'),
    ...(more.laidOver !== undefined && { laidOver: more.laidOver }),
    ...(more.env !== undefined && { env: more.env }),
    log: (line) => more.log?.push(line),
  });
}

describe('prepareBase with a git ref', () => {
  it('checks the commit out beside the dirty head', async () => {
    const root = repositoryWith(plain);
    const first = git(root, 'rev-parse', 'HEAD');
    commitFiles(root, { 'value.js': 'export const value = 2;\n' }, 'Second');
    writeFileSync(join(root, 'value.js'), 'export const value = 3;\n');
    const base = await prepare(root, 'HEAD~1');
    expect(base.source).toEqual({ kind: 'git', ref: 'HEAD~1', commit: first });
    expect(readFileSync(join(base.folder, 'value.js'), 'utf8')).toBe('export const value = 1;\n');
    expect(readFileSync(join(root, 'value.js'), 'utf8')).toBe('export const value = 3;\n');
    expect(git(root, 'status', '--porcelain')).toBe('M value.js');
  });

  it('lays files of another checkout over it, in a checkout of its own', async () => {
    const root = repositoryWith({ ...plain, 'bench/a.bench.js': '// old\n' });
    const other = temporaryFolder();
    writeFiles(other, { 'bench/a.bench.js': '// new\n', 'bench/b.bench.js': '// added\n', 'value.js': '' });
    const laidOver = { from: other, files: ['bench/a.bench.js', 'bench/b.bench.js'] };
    const mixed = await prepare(root, 'HEAD', { laidOver });
    const own = await prepare(root, 'HEAD');
    const read = (base: PreparedBase, path: string) => readFileSync(join(base.folder, path), 'utf8');
    expect(read(mixed, 'bench/a.bench.js')).toBe('// new\n');
    expect(read(mixed, 'bench/b.bench.js')).toBe('// added\n');
    expect(read(mixed, 'value.js')).toBe('export const value = 1;\n');
    expect(read(own, 'bench/a.bench.js')).toBe('// old\n');
  });

  it('makes another checkout where the files laid over it have changed', async () => {
    const root = repositoryWith(plain);
    const other = temporaryFolder();
    const laidOver = { from: other, files: ['a.bench.js'] };
    writeFiles(other, { 'a.bench.js': '// one\n' });
    const one = await prepare(root, 'HEAD', { laidOver });
    writeFiles(other, { 'a.bench.js': '// two\n' });
    const two = await prepare(root, 'HEAD', { laidOver });
    expect(two.folder).not.toBe(one.folder);
    expect((await prepare(root, 'HEAD', { laidOver })).folder).toBe(two.folder);
  });

  it('keeps the checkout out of git status even where .perf is not ignored', async () => {
    const root = repositoryWith({ 'package.json': {} });
    await prepare(root, 'main');
    expect(git(root, 'status', '--porcelain')).toBe('');
  });

  it('installs a file: dependency of base from the lockfile of base', async () => {
    const root = repositoryWith(npmProject('1.0.0'));
    commitFiles(root, npmProject('2.0.0'), 'Newer');
    const base = await prepare(root, 'HEAD~1');
    const manifest = readFileSync(join(base.folder, 'node_modules/dependency/package.json'), 'utf8');
    expect(JSON.parse(manifest).version).toBe('1.0.0');
    expect(existsSync(join(root, 'node_modules'))).toBe(false);
  });

  it('reuses a checkout of an earlier run, and makes it anew when someone edited it', async () => {
    const root = repositoryWith(npmProject('1.0.0'));
    const first = await prepare(root, 'main');
    const log: string[] = [];
    const second = await prepare(root, 'main', { log });
    expect(second.folder).toBe(first.folder);
    expect(log.join('\n')).toContain('ready from an earlier run');
    expect(log.join('\n')).not.toContain('npm ci');
    writeFileSync(join(first.folder, 'index.js'), 'edited');
    const third = await prepare(root, 'main', { log });
    expect(readFileSync(join(third.folder, 'index.js'), 'utf8')).not.toBe('edited');
    expect(log.join('\n')).toContain('npm ci');
  });

  it('makes one checkout when two runs ask for it at once', async () => {
    const root = repositoryWith(npmProject('1.0.0'));
    const log: string[] = [];
    const bases = await Promise.all([prepare(root, 'main', { log }), prepare(root, 'main', { log })]);
    expect(bases[0].folder).toBe(bases[1].folder);
    expect(log.filter((line) => line.startsWith('npm ci'))).toHaveLength(1);
  });

  it('keeps the last used checkouts and those in use, and forgets the others', async () => {
    const root = repositoryWith(plain);
    const commits = ['1', '2', '3', '4', '5', '6', '7'].map((value) =>
      commitFiles(root, { 'value.js': value }, value),
    );
    const oldest = await prepare(root, commits[0] as string);
    for (const commit of commits.slice(1)) await (await prepare(root, commit)).cleanup();
    expect(existsSync(oldest.folder)).toBe(true);
    await oldest.cleanup();
    await (await prepare(root, 'HEAD')).cleanup();
    expect(existsSync(oldest.folder)).toBe(false);
    const folders = readdirSync(join(root, '.perf/base')).filter((name) =>
      /^[0-9a-f]{12}-[0-9a-f]{8}$/.test(name),
    );
    expect(folders).toHaveLength(4);
    expect(git(root, 'worktree', 'list').split('\n')).toHaveLength(5);
  });

  it('finds the package of a monorepo at the same place in base', async () => {
    const root = repositoryWith({
      'package.json': { private: true },
      'packages/a/package.json': { name: 'a' },
      'packages/a/index.js': 'old',
    });
    commitFiles(root, { 'packages/a/index.js': 'new' }, 'Second');
    const base = await prepare(join(root, 'packages/a'), 'HEAD~1');
    expect(readFileSync(join(base.folder, 'index.js'), 'utf8')).toBe('old');
    expect(base.folder.endsWith(join('packages', 'a'))).toBe(true);
  });

  it('refuses a commit from before the package existed', async () => {
    const root = repositoryWith(plain);
    commitFiles(root, { 'packages/a/package.json': { name: 'a' } }, 'Second');
    await expect(prepare(join(root, 'packages/a'), 'HEAD~1')).rejects.toMatchObject({
      code: 'bad-usage',
      message: expect.stringContaining('expected the folder packages/a'),
    });
  });

  it('builds what head has built and git ignores', async () => {
    const root = repositoryWith({
      'package.json': {
        name: 'built',
        exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } },
        scripts: { build: 'node build.js' },
      },
      'build.js': "require('node:fs').cpSync('source.js', 'dist/index.js');",
      'source.js': 'old',
      '.gitignore': 'dist\n.perf\n',
    });
    commitFiles(root, { 'source.js': 'new' }, 'Second');
    writeFiles(root, { 'dist/index.js': 'new' });
    const base = await prepare(root, 'HEAD~1');
    expect(readFileSync(join(base.folder, 'dist/index.js'), 'utf8')).toBe('old');
  });

  it('does not build what head has not built either', async () => {
    const root = repositoryWith({ 'package.json': { main: 'dist/index.js', scripts: { build: 'exit 1' } } });
    await expect(prepare(root, 'main')).resolves.toMatchObject({ source: { kind: 'git' } });
  });

  it('runs --base-setup instead of installing', async () => {
    const root = repositoryWith(npmProject('1.0.0'));
    const base = await prepare(root, 'main', { setupCommand: 'echo done > marker.txt' });
    expect(readFileSync(join(base.folder, 'marker.txt'), 'utf8').trim()).toBe('done');
    expect(existsSync(join(base.folder, 'node_modules'))).toBe(false);
  });

  it('shows what a failing setup printed, and keeps nothing of it', async () => {
    const root = repositoryWith(plain);
    const setupCommand = 'echo cannot do this >&2; exit 3';
    await expect(prepare(root, 'main', { setupCommand })).rejects.toMatchObject({
      code: 'setup-failed',
      message: expect.stringContaining('cannot do this'),
      hint: 'Run it there by hand to see more.',
    });
    expect(git(root, 'worktree', 'list').split('\n')).toHaveLength(1);
  });

  it('stops when it is told to, and keeps nothing', async () => {
    const root = repositoryWith(plain);
    const abort = new AbortController();
    const prepared = prepareBase({
      root,
      against: 'main',
      setupCommand: 'sleep 60',
      cacheFolder: join(root, '.perf/base'),
      log: (line) => line.startsWith('--base-setup') && setTimeout(() => abort.abort(), 50),
      signal: abort.signal,
    });
    await expect(prepared).rejects.toMatchObject({ name: 'AbortError' });
    expect(git(root, 'worktree', 'list').split('\n')).toHaveLength(1);
  });

  it('does not run the hooks of the repository, nor follow the variables of a hook it runs in', async () => {
    const root = repositoryWith(plain);
    writeFiles(root, { '.git/hooks/post-checkout': '#!/bin/sh\ntouch ran-hook\n' });
    const base = await prepareBase({
      root,
      against: 'main',
      setupCommand: null,
      cacheFolder: join(root, '.perf/base'),
      log: () => {},
      env: { ...process.env, GIT_DIR: '/nowhere', GIT_INDEX_FILE: '/nowhere/index' },
    });
    expect(existsSync(join(base.folder, 'value.js'))).toBe(true);
    expect(existsSync(join(base.folder, 'ran-hook'))).toBe(false);
  });
});

describe('prepareBase refuses', () => {
  it('a ref that does not exist, and names one that does', async () => {
    const root = repositoryWith(plain);
    git(root, 'branch', 'feature-one');
    await expect(prepare(root, 'feature-on')).rejects.toMatchObject({
      code: 'bad-usage',
      hint: expect.stringContaining('Did you mean feature-one?'),
    });
  });

  it('a folder outside any repository', async () => {
    await expect(prepare(temporaryFolder(), 'main')).rejects.toMatchObject({
      code: 'bad-usage',
      message: expect.stringContaining('to be in a git repository'),
    });
  });

  it("a repository that git takes for someone else's, and says how to trust it", async () => {
    const root = repositoryWith(plain);
    const env = { ...process.env, GIT_TEST_ASSUME_DIFFERENT_OWNER: '1' };
    await expect(prepare(root, 'main', { env })).rejects.toMatchObject({
      code: 'bad-usage',
      message: expect.stringContaining('dubious ownership'),
      hint: expect.stringContaining(`safe.directory ${root}`),
    });
  });

  it('a worktree whose repository was moved', async () => {
    const parent = temporaryFolder();
    const root = join(parent, 'worktree');
    const repository = repositoryWith(plain);
    git(repository, 'worktree', 'add', '--quiet', '--detach', root);
    renameSync(repository, join(parent, 'moved'));
    await expect(prepare(root, 'main')).rejects.toMatchObject({
      code: 'bad-usage',
      hint: expect.stringContaining(`git worktree repair ${root}`),
    });
    git(join(parent, 'moved'), 'worktree', 'repair', root);
    expect((await prepare(root, 'main')).sameAsHead).not.toBeNull();
  });

  it('a repository without a commit', async () => {
    const root = temporaryFolder();
    git(root, 'init', '--quiet');
    await expect(prepare(root, 'main')).rejects.toMatchObject({
      hint: expect.stringContaining('git commit'),
    });
  });

  it('a machine without git', async () => {
    const root = repositoryWith(plain);
    const request = {
      root,
      against: 'main',
      setupCommand: null,
      cacheFolder: join(root, '.perf/base'),
      log: () => {},
    };
    await expect(prepareBase({ ...request, env: { PATH: temporaryFolder() } })).rejects.toMatchObject({
      code: 'bad-usage',
      hint: expect.stringContaining('Install git'),
    });
  });

  it('a shallow clone that lacks the commit, and says how to deepen it', async () => {
    const origin = repositoryWith(plain);
    const first = git(origin, 'rev-parse', 'HEAD');
    commitFiles(origin, { 'value.js': '2' }, 'Second');
    const clone = join(temporaryFolder(), 'clone');
    git(origin, 'clone', '--quiet', '--depth=1', `file://${origin}`, clone);
    await expect(prepare(clone, first)).rejects.toMatchObject({
      code: 'bad-usage',
      hint: expect.stringMatching(/git fetch --unshallow.*fetch-depth: 0/),
    });
  });
});

describe('prepareBase finds', () => {
  it('a branch that only the remote has', async () => {
    const origin = repositoryWith(plain);
    git(origin, 'checkout', '--quiet', '-b', 'topic');
    const clone = join(temporaryFolder(), 'clone');
    git(origin, 'clone', '--quiet', '--branch=topic', origin, clone);
    const base = await prepare(clone, 'main');
    expect(base.source.commit).toBe(git(origin, 'rev-parse', 'main'));
  });

  it('the commit where the branch left main with main...', async () => {
    const root = repositoryWith(plain);
    const fork = git(root, 'rev-parse', 'HEAD');
    git(root, 'checkout', '--quiet', '-b', 'topic');
    commitFiles(root, { 'value.js': 'topic' }, 'Topic');
    git(root, 'checkout', '--quiet', 'main');
    commitFiles(root, { 'value.js': 'main' }, 'Main');
    git(root, 'checkout', '--quiet', 'topic');
    const base = await prepare(root, 'main...');
    expect(base.source.commit).toBe(fork);
  });

  it('a folder by its path, and by its name where no ref is called so', async () => {
    const root = repositoryWith({ ...plain, 'other/value.js': 'other' });
    for (const against of ['./other', 'other']) {
      const base = await prepare(root, against);
      expect(base).toMatchObject({ source: { kind: 'folder', ref: against }, folder: join(root, 'other') });
    }
    await expect(prepare(root, '.')).rejects.toMatchObject({
      hint: expect.stringContaining('--against HEAD'),
    });
    await expect(prepare(root, './nowhere')).rejects.toMatchObject({ code: 'bad-usage' });
  });
});

/** An npm project with a dependency inside itself, so that installing needs no network. */
function npmProject(version: string): Record<string, string | object> {
  const dependency = { name: 'dependency', version };
  const dependencies = { dependency: 'file:dependency' };
  return {
    '.gitignore': 'node_modules\n.perf\n',
    'index.js': `module.exports = require('dependency');\n`,
    'dependency/package.json': dependency,
    'dependency/index.js': `module.exports = '${version}';\n`,
    'package.json': { name: 'project', version: '1.0.0', dependencies },
    'package-lock.json': {
      name: 'project',
      version: '1.0.0',
      lockfileVersion: 3,
      requires: true,
      packages: {
        '': { name: 'project', version: '1.0.0', dependencies },
        dependency: { version },
        'node_modules/dependency': { resolved: 'dependency', link: true },
      },
    },
  };
}
