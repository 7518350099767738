import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readGitState } from '../../src/orchestrator/environment/read-git-state.js';
import { CodeSnapshot, codeChangeWarning } from '../../src/orchestrator/plan/code-snapshot.js';
import { git, repositoryWith } from './temporary-repository.js';

const files = { '.gitignore': 'dist\n', 'lib.js': 'one\n', 'src/deep.js': 'deep\n' };

async function snapshotOf(root: string): Promise<CodeSnapshot> {
  const snapshot = new CodeSnapshot({ root, git: await readGitState(root), variables: process.env });
  await snapshot.addFolder(root);
  return snapshot;
}

describe('in a git repository', () => {
  it('nothing changed, where nothing did and where files are new', async () => {
    const root = repositoryWith(files);
    const snapshot = await snapshotOf(root);
    writeFileSync(join(root, 'new.js'), '');
    git(root, 'status');
    expect(await snapshot.change()).toBeNull();
  });

  it.each<[string, (root: string) => void, string[]]>([
    ['a tracked file was edited', (root) => appendFileSync(join(root, 'lib.js'), 'x'), ['lib.js']],
    ['an untracked file was edited', (root) => appendFileSync(join(root, 'own.js'), 'x'), ['own.js']],
    ['a file was removed', (root) => rmSync(join(root, 'src/deep.js')), ['src/deep.js']],
    ['a file was moved away and back', moveAwayAndBack, ['lib.js']],
    ['an edit of the same size puts the time back', editSilently, ['lib.js']],
    [
      'a build output was made anew',
      (root) => writeFileSync(join(root, 'dist/index.js'), 'b'),
      ['dist/index.js'],
    ],
  ])('detects that %s', async (_, change, changed) => {
    const root = repositoryWith(files);
    writeFileSync(join(root, 'own.js'), 'own');
    mkdirSync(join(root, 'dist'));
    writeFileSync(join(root, 'dist/index.js'), 'built');
    const snapshot = await snapshotOf(root);
    await snapshot.add([join(root, 'dist/index.js')]);
    change(root);
    expect(await snapshot.change()).toEqual({ commit: null, fileCount: 1, files: changed });
  });

  it('detects that another commit was checked out, and that HEAD moved without any file', async () => {
    const root = repositoryWith(files);
    git(root, 'switch', '--quiet', '--create', 'other');
    writeFileSync(join(root, 'lib.js'), 'two\n');
    git(root, 'commit', '--quiet', '--all', '--message', 'Other');
    const snapshot = await snapshotOf(root);
    git(root, 'switch', '--quiet', 'main');
    const commit = git(root, 'rev-parse', 'HEAD');
    expect(await snapshot.change()).toEqual({ commit, fileCount: 1, files: ['lib.js'] });
    const again = await snapshotOf(root);
    git(root, 'commit', '--quiet', '--allow-empty', '--message', 'Empty');
    expect(await again.change()).toEqual({ commit: git(root, 'rev-parse', 'HEAD'), fileCount: 0, files: [] });
  });

  it('detects that another commit was checked out and the first one again', async () => {
    const root = repositoryWith(files);
    git(root, 'branch', 'other');
    writeFileSync(join(root, 'lib.js'), 'two\n');
    git(root, 'commit', '--quiet', '--all', '--message', 'Two');
    const snapshot = await snapshotOf(root);
    git(root, 'switch', '--quiet', 'other');
    git(root, 'switch', '--quiet', 'main');
    expect(await snapshot.change()).toEqual({ commit: null, fileCount: 1, files: ['lib.js'] });
  });

  it('leaves out what runs write', async () => {
    const root = repositoryWith({ ...files, '.perf/x': '1', 'results/a.run.json': '{}' });
    const snapshot = await snapshotOf(root);
    for (const path of ['.perf/x', 'results/a.run.json']) writeFileSync(join(root, path), 'changed');
    expect(await snapshot.change()).toBeNull();
  });
});

it('works outside git, where installed packages count if they are loaded', async () => {
  const root = mkdtempSync(join(tmpdir(), 'perf-code-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const path of ['lib.js', 'node_modules/a/index.js', 'node_modules/b/index.js']) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), 'x');
  }
  const snapshot = await snapshotOf(root);
  await snapshot.add([join(root, 'node_modules/a/index.js')]);
  appendFileSync(join(root, 'node_modules/b/index.js'), 'y');
  expect(await snapshot.change()).toBeNull();
  appendFileSync(join(root, 'node_modules/a/index.js'), 'y');
  appendFileSync(join(root, 'lib.js'), 'y');
  expect(await snapshot.change()).toMatchObject({ files: ['lib.js', 'node_modules/a/index.js'] });
});

it('the warning names the files, and does not doubt the code where only HEAD moved', () => {
  const at = { commit: 'a'.repeat(40), branch: 'main', dirty: false };
  const files = ['a.js', 'b.js', 'c.js', 'd.js'];
  expect(codeChangeWarning({ commit: 'b'.repeat(40), files, fileCount: 30 }, at)).toMatchObject({
    code: 'code-changed',
    message:
      'files changed while they were measured (HEAD moved from aaaaaaa to bbbbbbb; a.js, b.js, c.js and 27 more): this run mixes two versions of the code',
  });
  expect(codeChangeWarning({ commit: 'b'.repeat(40), files: [], fileCount: 0 }, at).code).toBe('head-moved');
});

function moveAwayAndBack(root: string): void {
  renameSync(join(root, 'lib.js'), join(root, 'aside'));
  writeFileSync(join(root, 'lib.js'), 'other');
  renameSync(join(root, 'aside'), join(root, 'lib.js'));
}

function editSilently(root: string): void {
  const path = join(root, 'lib.js');
  const { atime, mtime } = statSync(path);
  writeFileSync(path, 'two\n');
  utimesSync(path, atime, mtime);
}
