import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { prepareBase } from '../../src/orchestrator/base/prepare-base.js';
import { perfSuite, QUICK } from '../failures/run-command.js';
import { commitFiles, git, repositoryWith, temporaryFolder } from './temporary-repository.js';

/** Git refuses submodules from local paths unless told otherwise; tests have no other remote. */
const LOCAL_REMOTES = {
  GIT_CONFIG_COUNT: '1',
  GIT_CONFIG_KEY_0: 'protocol.file.allow',
  GIT_CONFIG_VALUE_0: 'always',
};

const BENCHMARK = `import { suite } from 'perf-suite';
import { work } from './vendor/library/index.js';
export default suite(({ bench }) => { bench('work', () => work(3)); });
`;

const library = (factor: number): Record<string, string> => ({
  'index.js': `export const work = (n) => n * ${factor};\n`,
});

function add(root: string, url: string, path: string): void {
  git(root, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', url, path);
}

/** A project whose submodule moved on in head; each commit names another one of it. */
function projectWithSubmodule(): { root: string; origin: string } {
  const origin = repositoryWith(library(1));
  const root = repositoryWith({
    'package.json': { name: 'project', type: 'module' },
    'a.bench.js': BENCHMARK,
  });
  add(root, origin, 'vendor/library');
  git(root, 'commit', '--quiet', '--message', 'Add the library');
  commitFiles(join(root, 'vendor/library'), library(2), 'Newer');
  git(root, 'commit', '--quiet', '--all', '--message', 'Newer library');
  return { root, origin };
}

function prepare(root: string, more: { setupCommand?: string; log?: string[]; remotes?: boolean } = {}) {
  return prepareBase({
    root,
    against: 'HEAD~1',
    setupCommand: more.setupCommand ?? null,
    cacheFolder: join(root, '.perf/base'),
    log: (line) => more.log?.push(line),
    env: { ...process.env, ...(more.remotes ? LOCAL_REMOTES : {}) },
  });
}

describe('submodules in base', () => {
  it('are checked out at the commit that base names, without any network', async () => {
    const { root, origin } = projectWithSubmodule();
    rmSync(origin, { recursive: true });
    const base = await prepare(root);
    expect(readFileSync(join(base.folder, 'vendor/library/index.js'), 'utf8')).toContain('n * 1');
    expect(readFileSync(join(root, 'vendor/library/index.js'), 'utf8')).toContain('n * 2');
    expect(git(base.folder, 'status', '--porcelain')).toBe('');
    expect(git(root, 'status', '--porcelain', '--', 'vendor')).toBe('');
  });

  it('are compared by the real command, where they were called new', async () => {
    const { root } = projectWithSubmodule();
    const finished = await perfSuite(['run', '--cwd', root, '--against', 'HEAD~1', ...QUICK]);
    expect(finished.exitCode, finished.stderr).toBe(0);
    expect(finished.stdout).toMatch(/work .*\? inconclusive/);
    expect(finished.stdout).not.toContain('new');
  });

  it('are checked out below each other', async () => {
    const { root, origin } = projectWithSubmodule();
    const inner = repositoryWith({ 'inner.js': 'export const inner = 1;\n' });
    const outer = join(root, 'vendor/library');
    add(outer, inner, 'deep/inner');
    git(outer, 'commit', '--quiet', '--message', 'Inner');
    git(root, 'commit', '--quiet', '--all', '--message', 'Newer library with an inner one');
    commitFiles(root, { 'README.md': 'More\n' }, 'More');
    for (const gone of [origin, inner]) rmSync(gone, { recursive: true });
    const base = await prepare(root);
    expect(existsSync(join(base.folder, 'vendor/library/deep/inner/inner.js'))).toBe(true);
  });

  it('come from their remote where this clone does not hold the commit', async () => {
    const { root, origin } = projectWithSubmodule();
    // Head has a library of its own by now, and no copy of the submodule's repository.
    git(root, 'rm', '--quiet', '-f', 'vendor/library');
    rmSync(join(root, '.git/modules'), { recursive: true });
    git(root, 'reset', '--quiet', '--hard', 'HEAD~1');
    git(root, 'rm', '--quiet', '-f', 'vendor/library');
    commitFiles(root, { 'vendor/library/index.js': 'export const work = (n) => n;\n' }, 'Own library');
    const base = await prepare(root, { remotes: true });
    expect(readFileSync(join(base.folder, 'vendor/library/index.js'), 'utf8')).toContain('n * 1');

    rmSync(origin, { recursive: true });
    rmSync(join(root, '.perf'), { recursive: true });
    git(root, 'worktree', 'prune');
    await expect(prepare(root, { remotes: true })).rejects.toMatchObject({
      code: 'setup-failed',
      message: expect.stringMatching(
        /Base needs the submodule vendor\/library at [0-9a-f]{12}: expected it in/,
      ),
      hint: expect.stringContaining('git submodule update --init vendor/library'),
    });
    expect(git(root, 'worktree', 'list').split('\n')).toHaveLength(1);
  });

  it('may be set up by --base-setup where they cannot be had, and are missed where it does not', async () => {
    const { root, origin } = projectWithSubmodule();
    const moved = `${origin}-moved`;
    git(origin, 'clone', '--quiet', origin, moved);
    git(root, 'rm', '--quiet', '-f', 'vendor/library');
    rmSync(join(root, '.git/modules'), { recursive: true });
    git(root, 'commit', '--quiet', '--message', 'No library');
    rmSync(origin, { recursive: true });
    const log: string[] = [];
    const setupCommand = `cp ${moved}/index.js vendor/library/`;
    const base = await prepareBase({
      root,
      against: 'HEAD~2',
      setupCommand,
      cacheFolder: join(root, '.perf/base'),
      log: (line) => log.push(line),
    });
    expect(existsSync(join(base.folder, 'vendor/library/index.js'))).toBe(true);
    expect(log.join('\n')).toContain('left to --base-setup');
    const other = prepareBase({
      root,
      against: 'HEAD~2',
      setupCommand: 'echo nothing',
      cacheFolder: join(root, '.perf/base'),
      log: () => {},
    });
    await expect(other).rejects.toMatchObject({ code: 'setup-failed' });
    rmSync(moved, { recursive: true });
  });

  it('are left out where head does without them', async () => {
    const { root, origin } = projectWithSubmodule();
    git(root, 'submodule', '--quiet', 'deinit', '--force', 'vendor/library');
    rmSync(origin, { recursive: true });
    rmSync(join(root, '.git/modules'), { recursive: true });
    await expect(prepare(root)).resolves.toBeDefined();
  });

  it('of a kept base are made again when they are gone', async () => {
    const { root } = projectWithSubmodule();
    const base = await prepare(root);
    await base.cleanup();
    const log: string[] = [];
    const kept = await prepare(root, { log });
    expect(log.join('\n')).toContain('ready from an earlier run');
    await kept.cleanup();
    rmSync(join(base.folder, 'vendor/library'), { recursive: true });
    const again = await prepare(root);
    expect(again.folder).toBe(base.folder);
    expect(existsSync(join(base.folder, 'vendor/library/index.js'))).toBe(true);
  });

  it('of a shallow copy are taken from it', async () => {
    const { root, origin } = projectWithSubmodule();
    const clone = join(temporaryFolder(), 'clone');
    git(origin, 'fetch', '--quiet', join(root, 'vendor/library'), '+HEAD:newer');
    git(root, 'config', '--file', '.gitmodules', 'submodule.vendor/library.url', `file://${origin}`);
    git(root, 'commit', '--quiet', '--all', '--message', 'Move');
    git(root, '-c', 'protocol.file.allow=always', 'clone', '--quiet', root, clone);
    const update = ['submodule', '--quiet', 'update', '--init', '--depth=1'];
    git(clone, '-c', 'protocol.file.allow=always', ...update);
    const base = await prepare(clone);
    expect(readFileSync(join(base.folder, 'vendor/library/index.js'), 'utf8')).toContain('n * 2');
  });
});
