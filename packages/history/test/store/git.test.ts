import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '@perf-suite/history';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { historyRun } from './sample-history.js';
import { all, changeEntry, describeStore } from './store-contract.js';

const git = (folder: string, ...args: string[]) =>
  execFileSync('git', args, {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null' },
  }).trim();

describe('a git store', () => {
  describeStore(
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'perf-history-git-'));
      git(folder, 'init', '-q');
      return {
        open: () => openStore('git', { folder }),
        remove: () => rm(folder, { recursive: true, force: true }),
      };
    },
    { manyRuns: 70 },
  );
});

it('keeps several changes with one commit', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'perf-history-git-'));
  git(folder, 'init', '-q');
  const store = await openStore('git', { folder });
  await store.putChanges([]);
  await store.putChanges(['c1', 'c2', 'c3'].map((id) => changeEntry(id, {})));
  expect((await store.changes({})).map(({ id }) => id)).toEqual(['c1', 'c2', 'c3']);
  await store.close();
  expect(git(folder, 'log', '--format=%s', 'perf-history')).toBe('Keep 3 changes');
  await rm(folder, { recursive: true, force: true });
});

describe('a git store with a remote', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'perf-history-remote-'));
    git(folder, 'init', '-q', '--bare', 'remote.git');
    await clone('first');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const at = (name: string) => join(folder, name);
  async function clone(name: string): Promise<void> {
    git(folder, 'clone', '-q', at('remote.git'), name);
  }
  const idsIn = async (name: string) => {
    const store = await openStore('git', { folder: at(name), mustExist: true });
    const ids = (await store.runs({})).map(({ id }) => id);
    await store.close();
    return ids;
  };
  const add = async (name: string, ...numbers: number[]) => {
    const store = await openStore('git', { folder: at(name) });
    for (const number of numbers) await store.add(historyRun(number), null);
    await store.close();
  };

  it('brings runs of one clone to another, by commits that share nothing with the code', async () => {
    await add('first', 1, 2);
    await clone('second');
    expect(await idsIn('second')).toEqual(['run-1', 'run-2']);
    await add('second', 3);
    expect(await idsIn('first')).toEqual(['run-1', 'run-2', 'run-3']);
    expect(git(at('remote.git'), 'rev-list', '--max-parents=0', 'perf-history').split('\n')).toHaveLength(1);
    expect(git(at('remote.git'), 'ls-tree', '-r', '--name-only', 'perf-history').split('\n')[0]).toMatch(
      /^runs\/2026\/01\/20260101T010000-[0-9a-f]{12}\.json\.gz$/,
    );
  });

  it('leaves working tree, index, HEAD and hooks of the user alone', async () => {
    const user = at('first');
    git(user, 'config', 'user.email', 'me@example.org');
    git(user, 'config', 'user.name', 'me');
    await writeFile(join(user, 'committed.txt'), 'one');
    git(user, 'add', '.');
    git(user, 'commit', '-qm', 'first');
    await writeFile(join(user, 'staged.txt'), 'staged');
    git(user, 'add', 'staged.txt');
    await writeFile(join(user, 'committed.txt'), 'changed');
    for (const hook of ['pre-push', 'reference-transaction', 'pre-commit']) {
      await writeFile(join(user, '.git', 'hooks', hook), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    }
    const state = async () => [
      git(user, 'status', '--porcelain=v2', '--branch'),
      await readFile(join(user, '.git', 'index'), 'base64'),
      await readFile(join(user, '.git', 'HEAD'), 'utf8'),
    ];
    const before = await state();
    await add('first', 1, 2, 3);
    expect(await idsIn('first')).toHaveLength(3);
    expect(await state()).toEqual(before);
    expect(git(at('remote.git'), 'log', '--format=%an', '-1', 'perf-history')).toBe('perf-history');
  });

  it('loses nothing where jobs push at once, also from the first run on', async () => {
    const names = ['first', 'second', 'third', 'fourth'];
    for (const name of names.slice(1)) await clone(name);
    await Promise.all(names.map((name, i) => add(name, ...[0, 1, 2].map((k) => i * 10 + k))));
    await clone('last');
    expect(new Set(await idsIn('last')).size).toBe(12);
    const log = git(at('remote.git'), 'rev-list', '--parents', 'perf-history').split('\n');
    expect(log.every((line) => line.split(' ').length <= 2)).toBe(true);
  });

  it('keeps on the local branch what cannot be pushed, and pushes it with the next add', async () => {
    await add('first', 1);
    git(at('first'), 'remote', 'set-url', 'origin', at('gone.git'));
    await expect(add('first', 2)).rejects.toMatchObject({ code: 'unreachable' });
    expect(git(at('first'), 'rev-list', '--count', 'perf-history')).toBe('2');
    const offline = await openStore('git', { folder: at('first'), mustExist: true });
    expect(await offline.runs({})).toHaveLength(2);
    await offline.close();
    git(at('first'), 'remote', 'set-url', 'origin', at('remote.git'));
    await add('first', 1);
    await clone('second');
    expect(await idsIn('second')).toEqual(['run-1', 'run-2']);
  });

  it('does not bring back what another clone removed', async () => {
    await add('first', 1, 2);
    await clone('second');
    await add('second', 3);
    const store = await openStore('git', { folder: at('first') });
    await store.gc({ runsBeforeMs: historyRun(2).startedAtMs });
    await store.close();
    await add('second', 4);
    await clone('third');
    expect(await idsIn('third')).toEqual(['run-2', 'run-3', 'run-4']);
    expect(await idsIn('second')).toEqual(['run-2', 'run-3', 'run-4']);
  });

  it('names a file of the branch that is damaged, and shows the others', async () => {
    await add('first', 1);
    const user = at('first');
    await mkdir(at('work'));
    git(user, 'worktree', 'add', '-q', at('work/tree'), 'perf-history');
    await writeFile(join(at('work/tree'), 'runs', 'broken.json.gz'), 'nonsense');
    git(at('work/tree'), 'add', '.');
    git(at('work/tree'), '-c', 'user.name=x', '-c', 'user.email=x@x', 'commit', '-qm', 'break');
    git(user, 'worktree', 'remove', at('work/tree'));
    const store = await openStore('git', { folder: user });
    expect(await store.runs({})).toHaveLength(1);
    expect(await store.check()).toEqual([expect.stringContaining('runs/broken.json.gz')]);
    expect((await all(store, {})).length).toBe(2);
    await store.close();
  });

  it('keeps a branch of another name apart, and refuses what is none', async () => {
    const store = await openStore('git:numbers/of-us', { folder: at('first') });
    await store.add(historyRun(1), null);
    await store.close();
    expect(git(at('remote.git'), 'branch', '--list')).toContain('numbers/of-us');
    await expect(openStore('git:..', { folder: at('first') })).rejects.toMatchObject({ code: 'bad-usage' });
    await expect(openStore('git', { folder: at('first'), mustExist: true })).rejects.toMatchObject({
      code: 'not-found',
    });
    await expect(openStore('git', { folder })).rejects.toMatchObject({ code: 'bad-usage' });
  });
});
