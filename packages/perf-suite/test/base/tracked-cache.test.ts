import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { trackedIn } from '../../src/orchestrator/processes/tracked-cache.js';
import { commitFiles, git, repositoryWith, temporaryFolder, writeFiles } from './temporary-repository.js';

const KEPT = { '.perf/cache/a.js': '1;\n' };

it('finds a file that git tracks, and none that it ignores', async () => {
  const root = repositoryWith({ '.gitignore': '.perf/\n', 'lib.js': '1;\n' });
  writeFiles(root, KEPT);
  const folder = join(root, '.perf/cache');
  expect(await trackedIn(folder)).toBe('none');
  git(root, 'add', '--force', '.perf/cache/a.js');
  expect(await trackedIn(folder)).toEqual({ file: 'a.js' });
});

it('finds one where the folder is a link', async () => {
  const root = repositoryWith({ 'data/a.js': '1;\n' });
  mkdirSync(join(root, '.perf'));
  symlinkSync('../data', join(root, '.perf/cache'));
  expect(await trackedIn(join(root, '.perf/cache'))).toEqual({ file: 'a.js' });
});

it('finds one among more than are read', async () => {
  const files = Array.from(
    { length: 1000 },
    (_, i) => [`.perf/cache/${'long'.repeat(25)}${i}.js`, ''] as const,
  );
  const root = repositoryWith(Object.fromEntries(files));
  expect(await trackedIn(join(root, '.perf/cache'))).toEqual({
    file: expect.stringMatching(/^(long)+\d+\.js$/),
  });
});

it('does not take the word of a repository that a commit brings along', async () => {
  const root = repositoryWith(KEPT);
  commitFiles(
    root,
    {
      '.perf/cache/HEAD': 'ref: refs/heads/main\n',
      '.perf/cache/config': '[core]\nrepositoryformatversion = 0\nbare = false\nworktree = /\n',
      '.perf/cache/objects/a': '',
      '.perf/cache/refs/a': '',
    },
    'A repository',
  );
  expect(await trackedIn(join(root, '.perf/cache'))).not.toBe('none');
});

it('finds none outside of a repository, and without git', async () => {
  const root = temporaryFolder();
  expect(await trackedIn(root)).toBe('none');
  expect(await trackedIn(root, { PATH: '' })).toBe('none');
});
