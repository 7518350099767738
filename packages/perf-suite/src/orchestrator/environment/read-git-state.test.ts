import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readGitState } from './read-git-state.js';

/** Nothing of the developer's or CI's own configuration. */
const variables = { PATH: process.env.PATH, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@localhost'];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'git-state-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function git(...words: string[]): string {
  const stdio = ['ignore', 'pipe', 'ignore'] as const;
  return execFileSync('git', [...identity, ...words], {
    cwd: folder,
    env: variables,
    encoding: 'utf8',
    stdio: [...stdio],
  }).trim();
}

function commitFile(text: string): string {
  writeFileSync(join(folder, 'a.txt'), text);
  git('add', '.');
  git('commit', '-m', text);
  return git('rev-parse', 'HEAD');
}

describe('readGitState', () => {
  it('is null outside a repository, in a folder that is not there, and without git', async () => {
    expect(await readGitState(folder, variables)).toBeNull();
    expect(await readGitState(join(folder, 'gone'), variables)).toBeNull();
    git('init', '-b', 'main');
    commitFile('one');
    expect(await readGitState(folder, { PATH: folder })).toBeNull();
  });

  it('is null in a repository without a commit', async () => {
    git('init', '-b', 'main');
    expect(await readGitState(folder, variables)).toBeNull();
  });

  it('names commit and branch, from a folder below too', async () => {
    git('init', '-b', 'feature/x');
    const commit = commitFile('one');
    mkdirSync(join(folder, 'below'));
    const state = { commit, branch: 'feature/x', dirty: false };
    expect(await readGitState(folder, variables)).toEqual(state);
    expect(await readGitState(join(folder, 'below'), variables)).toEqual(state);
  });

  it('is dirty when a tracked file was changed, staged or not, not for a new run file', async () => {
    git('init', '-b', 'main');
    commitFile('one');
    writeFileSync(join(folder, 'new.run.json'), '{}');
    expect((await readGitState(folder, variables))?.dirty).toBe(false);
    writeFileSync(join(folder, 'a.txt'), 'changed');
    expect((await readGitState(folder, variables))?.dirty).toBe(true);
    git('add', 'a.txt');
    expect((await readGitState(folder, variables))?.dirty).toBe(true);
  });

  it('has no branch when detached, unless CI says which one this commit belongs to', async () => {
    git('init', '-b', 'main');
    const commit = commitFile('one');
    commitFile('two');
    git('checkout', '--detach', commit);
    expect(await readGitState(folder, variables)).toEqual({ commit, branch: null, dirty: false });
    const onCi = { ...variables, GITHUB_SHA: commit, GITHUB_HEAD_REF: '', GITHUB_REF_NAME: 'feature/y' };
    expect((await readGitState(folder, onCi))?.branch).toBe('feature/y');
    const ofAnother = { ...onCi, GITHUB_SHA: 'f'.repeat(40) };
    expect((await readGitState(folder, ofAnother))?.branch).toBeNull();
  });

  it('works in a shallow clone', async () => {
    git('init', '-b', 'main', 'origin');
    const origin = join(folder, 'origin');
    for (const text of ['one', 'two']) {
      writeFileSync(join(origin, 'a.txt'), text);
      git('-C', origin, 'add', '.');
      git('-C', origin, 'commit', '-m', text);
    }
    git('clone', '--depth', '1', `file://${origin}`, 'shallow');
    const state = await readGitState(join(folder, 'shallow'), variables);
    expect(state).toEqual({ commit: git('-C', origin, 'rev-parse', 'HEAD'), branch: 'main', dirty: false });
  });

  it('answers for the folder, not for the hook that it was started from', async () => {
    git('init', '-b', 'main');
    commitFile('one');
    const hook = { ...variables, GIT_DIR: join(folder, '.git'), GIT_INDEX_FILE: join(folder, '.git/index') };
    expect(await readGitState(tmpdir(), hook)).toBeNull();
  });
});
