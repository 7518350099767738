import { join } from 'node:path';
import { type BaseSource, baseName, baseNote } from '@perf-suite/schema';
import { describe, expect, it } from 'vitest';
import { childEnvironment } from '../../src/orchestrator/base/child-environment.js';
import { type BaseChoice, chooseBaseCommit } from '../../src/orchestrator/base/choose-base-commit.js';
import { gitIn } from '../../src/orchestrator/base/git.js';
import { runCommand } from '../../src/orchestrator/base/run-command.js';
import { commitFiles, git, repositoryWith, temporaryFolder } from './temporary-repository.js';

interface Options {
  readonly againstTip?: boolean;
  readonly variables?: NodeJS.ProcessEnv;
}

function choose(
  root: string,
  ref: string,
  { againstTip = false, variables = {} }: Options = {},
): Promise<BaseChoice> {
  const inRoot = gitIn(root, childEnvironment(process.env), runCommand);
  return chooseBaseCommit(inRoot, ref, { againstTip, variables });
}

const on = (root: string, ...args: string[]): string => git(root, ...args);
const write = (root: string, name: string): string => commitFiles(root, { [name]: name }, name);

/** main gained two commits since `topic`, which is checked out, left it. */
function behindMain(): { root: string; fork: string; tip: string } {
  const root = repositoryWith({ 'a.js': 'a' });
  const fork = on(root, 'rev-parse', 'HEAD');
  on(root, 'checkout', '--quiet', '-b', 'topic');
  write(root, 'topic.js');
  on(root, 'checkout', '--quiet', 'main');
  write(root, 'main-1.js');
  const tip = write(root, 'main-2.js');
  on(root, 'checkout', '--quiet', 'topic');
  return { root, fork, tip };
}

function mergedBy(root: string, target: string, topic: string): string {
  on(root, 'checkout', '--quiet', '--detach', target);
  on(root, 'merge', '--quiet', '--no-ff', '--message', 'Merge', topic);
  return on(root, 'rev-parse', 'HEAD');
}

/** What ran head is told of another runtime only. */
const noteOf = (source: BaseSource) =>
  baseNote(source, { runtime: { node: '22.0.0', v8: '12.4', flags: [] } });

describe('chooseBaseCommit', () => {
  it('takes the merge base of a branch, and says how far the branch is ahead', async () => {
    const { root, fork, tip } = behindMain();
    const { source, warnings } = await choose(root, 'main');
    expect(source).toEqual({
      kind: 'git',
      ref: 'main',
      commit: fork,
      branch: { chosen: 'merge-base', tip, aheadCount: 2 },
    });
    expect(warnings).toEqual([]);
    expect([baseName(source), noteOf(source)]).toEqual([
      `main@${fork.slice(0, 7)}`,
      'the merge base; main is 2 commits ahead',
    ]);
  });

  it('takes the newest commit of a branch where that is asked for', async () => {
    const { root, tip } = behindMain();
    const { source } = await choose(root, 'main', { againstTip: true });
    expect(source.commit).toBe(tip);
    expect(noteOf(source)).toBe('its newest commit');
  });

  it('says nothing of a merge base that is the newest commit', async () => {
    const { root, tip } = behindMain();
    on(root, 'rebase', '--quiet', 'main');
    const { source } = await choose(root, 'main');
    expect(source.commit).toBe(tip);
    expect(noteOf(source)).toBeNull();
  });

  it('takes tags, ids, HEAD~1 and main~1 as the commits they name', async () => {
    const { root, fork, tip } = behindMain();
    on(root, 'tag', '--annotate', '--message', 'One', 'v1', 'main');
    for (const [ref, commit] of [
      ['v1', tip],
      ['refs/tags/v1', tip],
      [tip, tip],
      [tip.slice(0, 10), tip],
      ['HEAD~1', fork],
      ['HEAD', on(root, 'rev-parse', 'HEAD')],
      ['main~1', on(root, 'rev-parse', 'main~1')],
    ] as const) {
      const { source } = await choose(root, ref, { againstTip: ref === 'v1' });
      expect(source, ref).toEqual({ kind: 'git', ref, commit });
      expect(noteOf(source)).toBeNull();
    }
  });

  it('takes branches by any of their names, also those that only the remote has', async () => {
    const { root, fork } = behindMain();
    const clone = join(temporaryFolder(), 'clone');
    on(root, 'clone', '--quiet', '--branch=topic', root, clone);
    for (const ref of ['main', 'origin/main', 'refs/remotes/origin/main', 'remotes/origin/main', 'main...']) {
      const { source } = await choose(clone, ref);
      expect(source.commit, ref).toBe(fork);
      expect(baseName(source)).toBe(`${ref.replace('...', '')}@${fork.slice(0, 7)}`);
    }
    on(clone, 'branch', 'kept', 'origin/main');
    expect((await choose(clone, 'kept@{upstream}')).source.commit).toBe(fork);
  });

  it('takes the first parent of a merge commit, as CI systems check one out', async () => {
    const { root, tip } = behindMain();
    mergedBy(root, 'main', 'topic');
    expect((await choose(root, 'main')).source.commit).toBe(tip);
    const head = on(root, 'rev-parse', 'HEAD');
    // main moves on after the merge commit was made.
    on(root, 'checkout', '--quiet', 'main');
    write(root, 'main-3.js');
    on(root, 'checkout', '--quiet', '--detach', head);
    const { source } = await choose(root, 'main');
    expect(source).toMatchObject({ commit: tip, branch: { aheadCount: 1 } });
  });

  it('takes the first parent also when the pull request was merged in the meantime', async () => {
    const { root, tip } = behindMain();
    const head = mergedBy(root, 'main', 'topic');
    on(root, 'checkout', '--quiet', 'main');
    on(root, 'merge', '--quiet', '--no-ff', '--message', 'Merged for good', 'topic');
    write(root, 'main-3.js');
    on(root, 'checkout', '--quiet', '--detach', head);
    // Both parents of the merge commit are merge bases now.
    expect(on(root, 'merge-base', '--all', 'HEAD', 'main').split('\n')).toHaveLength(2);
    expect(await choose(root, 'main')).toMatchObject({ source: { commit: tip }, warnings: [] });
  });

  it('takes what came from main, not the first parent, where a branch merged main', async () => {
    const { root, tip } = behindMain();
    on(root, 'merge', '--quiet', '--no-ff', '--message', 'Merge main', 'main');
    write(root, 'topic-2.js');
    expect((await choose(root, 'main')).source.commit).toBe(tip);
    on(root, 'checkout', '--quiet', 'HEAD~1');
    expect((await choose(root, 'main')).source.commit).toBe(tip);
  });

  it('takes the newer commit of main that a merged branch brought along', async () => {
    const { root, fork, tip } = behindMain();
    on(root, 'checkout', '--quiet', '-b', 'other', 'main');
    write(root, 'other.js');
    mergedBy(root, fork, 'other');
    expect((await choose(root, 'main')).source.commit).toBe(tip);
  });

  it('warns of histories that were merged both ways', async () => {
    const { root } = behindMain();
    on(root, 'branch', 'old-topic');
    on(root, 'merge', '--quiet', '--no-ff', '--message', 'Merge main', 'main');
    write(root, 'topic-2.js');
    on(root, 'checkout', '--quiet', 'main');
    on(root, 'merge', '--quiet', '--no-ff', '--message', 'Merge old topic', 'old-topic');
    on(root, 'checkout', '--quiet', 'topic');
    const { warnings } = await choose(root, 'main');
    expect(warnings).toMatchObject([{ code: 'several-merge-bases' }]);
    expect(warnings[0]?.message).toContain('have 2 merge bases');
  });

  it('reports which of a tag and a branch of one name it took, and how to name the other', async () => {
    const { root, fork, tip } = behindMain();
    on(root, 'tag', 'main', 'topic');
    const { source, warnings } = await choose(root, 'main');
    expect(source).toEqual({ kind: 'git', ref: 'main', commit: on(root, 'rev-parse', 'topic') });
    expect(warnings).toEqual([
      {
        code: 'ambiguous-base',
        message:
          'main names both refs/tags/main and refs/heads/main; base is refs/tags/main, as git reads it',
        hint: 'Name the one that you mean: --against refs/tags/main, or --against refs/heads/main',
      },
    ]);
    const branch = await choose(root, 'refs/heads/main');
    expect(branch).toMatchObject({ source: { commit: fork, branch: { tip } }, warnings: [] });
  });

  it('warns of a local branch that is older than what head was made from', async () => {
    const { root } = behindMain();
    const clone = join(temporaryFolder(), 'clone');
    on(root, 'clone', '--quiet', '--branch=main', root, clone);
    on(clone, 'checkout', '--quiet', '-b', 'topic', 'origin/main');
    on(clone, 'branch', '--force', 'main', 'main~2');
    write(clone, 'topic.js');
    const { warnings } = await choose(clone, 'main');
    expect(warnings).toMatchObject([
      {
        code: 'stale-branch',
        message:
          'main here is older than origin/main, from which head has 2 more commits: their changes count as changes of head',
        hint: 'Compare with what head was made from: --against origin/main',
      },
    ]);
    expect((await choose(clone, 'origin/main')).warnings).toEqual([]);
  });
});

describe('chooseBaseCommit in a clone that lacks history', () => {
  it('refuses a shallow clone that ends before the merge base, and says how to fetch it', async () => {
    const { root } = behindMain();
    write(root, 'topic-2.js');
    const clone = join(temporaryFolder(), 'clone');
    on(
      root,
      'clone',
      '--quiet',
      '--depth=1',
      '--no-single-branch',
      '--branch=topic',
      `file://${root}`,
      clone,
    );
    await expect(choose(clone, 'origin/main')).rejects.toMatchObject({
      code: 'bad-usage',
      message: expect.stringContaining('found a shallow clone without it'),
      hint: expect.stringMatching(/git fetch --unshallow.*fetch-depth: 0.*--against-tip/),
    });
    await expect(choose(clone, 'origin/main', { againstTip: true })).resolves.toBeDefined();
  });

  it('refuses histories without a common commit', async () => {
    const { root } = behindMain();
    on(root, 'checkout', '--quiet', '--orphan', 'alone');
    write(root, 'alone.js');
    await expect(choose(root, 'main')).rejects.toMatchObject({
      code: 'bad-usage',
      message: '--against main: expected a common ancestor of main and HEAD, found none',
      hint: expect.stringContaining('--against main --against-tip'),
    });
  });
});

describe('chooseBaseCommit on the merge commit of a CI system', () => {
  /** A clone of nothing but the merge commit, as CI systems make it. */
  function cloneOf(root: string, head: string, depth: number): string {
    on(root, 'update-ref', 'refs/pull/1/merge', head);
    const clone = temporaryFolder();
    on(clone, 'init', '--quiet', '--initial-branch=main');
    on(clone, 'fetch', '--quiet', `--depth=${depth}`, `file://${root}`, 'refs/pull/1/merge');
    on(clone, 'checkout', '--quiet', '--detach', 'FETCH_HEAD');
    return clone;
  }

  const github = (head: string): NodeJS.ProcessEnv => ({
    GITHUB_REF: 'refs/pull/1/merge',
    GITHUB_SHA: head,
    GITHUB_BASE_REF: 'main',
  });
  const gitlab = (head: string): NodeJS.ProcessEnv => ({
    CI_MERGE_REQUEST_EVENT_TYPE: 'merged_result',
    CI_COMMIT_SHA: head,
    CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'main',
  });

  it('needs no more than that commit and its parents', async () => {
    const { root, tip } = behindMain();
    const head = mergedBy(root, 'main', 'topic');
    const clone = cloneOf(root, head, 2);
    for (const variables of [github(head), gitlab(head)]) {
      const { source } = await choose(clone, 'origin/main', { variables });
      expect(source).toMatchObject({ commit: tip, branch: { tip: null, aheadCount: null } });
      expect(noteOf(source)).toBe('the merge base');
    }
    await expect(choose(clone, 'origin/other', { variables: github(head) })).rejects.toMatchObject({
      code: 'bad-usage',
    });
  });

  it('says how to fetch the parents', async () => {
    const { root } = behindMain();
    const head = mergedBy(root, 'main', 'topic');
    const clone = cloneOf(root, head, 1);
    await expect(choose(clone, 'origin/main', { variables: github(head) })).rejects.toMatchObject({
      hint: expect.stringContaining('fetch-depth: 2'),
    });
    await expect(choose(clone, 'origin/main', { variables: gitlab(head) })).rejects.toMatchObject({
      hint: expect.stringContaining('GIT_DEPTH: 0'),
    });
  });

  it('takes the commit that it was made on after main was rewritten', async () => {
    const { root, tip } = behindMain();
    const head = mergedBy(root, 'main', 'topic');
    on(root, 'branch', '--force', 'main', 'main~1');
    expect((await choose(root, 'main', { variables: github(head) })).source.commit).toBe(tip);
  });

  it('takes the merge base where the branch itself was checked out', async () => {
    const { root, fork } = behindMain();
    const head = mergedBy(root, 'main', 'topic');
    on(root, 'checkout', '--quiet', 'topic');
    expect((await choose(root, 'main', { variables: github(head) })).source.commit).toBe(fork);
  });
});
