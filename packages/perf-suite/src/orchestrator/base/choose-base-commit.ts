import { type BaseSource, PerfError, type Warning } from '@perf-suite/schema';
import { resolveBranchOfCi } from './ci-merge-commit.js';
import { AGAINST, type Git, isShallow, resolveCommit } from './git.js';
import { type NamedRef, refNamed } from './named-ref.js';

export interface BaseChoice {
  readonly source: BaseSource & { readonly kind: 'git'; readonly commit: string };
  /** What the reader of the run should know about the choice. */
  readonly warnings: readonly Warning[];
}

export interface ChoiceOptions {
  /** Compare with a branch's newest commit instead of the one where head left it. */
  readonly againstTip: boolean;
  /** What a CI system says about the commit that it checked out. */
  readonly variables: NodeJS.ProcessEnv;
}

/**
 * Returns the commit to compare with. For a branch that is the merge base: what the branch gained since is
 * none of head's doing. Whatever else names a commit (a tag, an id, `HEAD~1`) is that commit.
 * @throws {PerfError} `bad-usage` for what names no commit, and for a branch that shares none with head
 */
export async function chooseBaseCommit(git: Git, ref: string, options: ChoiceOptions): Promise<BaseChoice> {
  const asksForMergeBase = ref.endsWith('...');
  const name = asksForMergeBase ? ref.slice(0, -3) : ref;
  const wantsTip = options.againstTip && !asksForMergeBase;
  const merged = wantsTip ? null : await resolveBranchOfCi(git, name, options.variables);
  const named = await refNamed(git, name);
  if (merged !== null) {
    const tip =
      named === null ? null : await resolveCommit(git, named.fullName, { flag: AGAINST.flag, ref: name });
    return choice(ref, merged, await branchOf(git, 'merge-base', merged, tip), ambiguity(name, named));
  }
  const tip = await resolveCommit(git, named?.fullName ?? name, { flag: AGAINST.flag, ref: name });
  const warnings = ambiguity(name, named);
  if (named?.isBranch !== true && !asksForMergeBase) return choice(ref, tip, undefined, warnings);
  if (wantsTip) return choice(ref, tip, { chosen: 'tip', tip, aheadCount: 0 }, warnings);
  const { commit, others } = await mergeBase(git, name, tip);
  return choice(ref, commit, await branchOf(git, 'merge-base', commit, tip), [
    ...warnings,
    ...severalMergeBases(name, commit, others),
    ...(await behindItsRemote(git, name, named, commit)),
  ]);
}

function choice(
  ref: string,
  commit: string,
  branch: BaseSource['branch'],
  warnings: readonly Warning[],
): BaseChoice {
  return { source: { kind: 'git', ref, commit, ...(branch !== undefined && { branch }) }, warnings };
}

async function branchOf(
  git: Git,
  chosen: 'merge-base' | 'tip',
  commit: string,
  tip: string | null,
): Promise<NonNullable<BaseSource['branch']>> {
  if (tip === null) return { chosen, tip, aheadCount: null };
  const counted = await git.try('rev-list', '--count', `${commit}..${tip}`);
  return { chosen, tip, aheadCount: counted === null ? null : Number(counted) };
}

/**
 * Returns where head left the branch. Of several such commits the first parent of a merge commit is the one
 * that it was made on: that is what a CI system checks out for a pull request that was merged in the meantime.
 */
async function mergeBase(
  git: Git,
  name: string,
  tip: string,
): Promise<{ readonly commit: string; readonly others: readonly string[] }> {
  const found = await git.try('merge-base', '--all', 'HEAD', tip);
  const commits = (found ?? '').split('\n').filter((line) => line !== '');
  const [newest] = commits;
  if (newest === undefined) throw await noMergeBase(git, name);
  const firstParent = await git.try('rev-parse', '--verify', '--quiet', 'HEAD^1');
  const isMerge = (await git.try('rev-parse', '--verify', '--quiet', 'HEAD^2')) !== null;
  if (isMerge && firstParent !== null && commits.includes(firstParent))
    return { commit: firstParent, others: [] };
  return { commit: newest, others: commits.slice(1) };
}

async function noMergeBase(git: Git, name: string): Promise<PerfError> {
  if (await isShallow(git)) {
    return new PerfError(
      'bad-usage',
      `--against ${name}: expected the merge base of head and ${name}, found a shallow clone without it`,
      {
        hint: `Fetch the history: git fetch --unshallow (GitHub Actions: actions/checkout with fetch-depth: 0; GitLab: GIT_DEPTH: 0). To compare with the newest commit of ${name} instead: --against-tip`,
      },
    );
  }
  return new PerfError(
    'bad-usage',
    `--against ${name}: expected a common ancestor of ${name} and HEAD, found none`,
    {
      hint: `They are two histories without a commit in common. To compare with the newest commit of ${name}: --against ${name} --against-tip`,
    },
  );
}

function ambiguity(name: string, named: NamedRef | null): Warning[] {
  const [other] = named?.others ?? [];
  if (named === null || other === undefined) return [];
  return [
    {
      code: 'ambiguous-base',
      message: `${name} names both ${named.fullName} and ${other}; base is ${named.fullName}, as git reads it`,
      hint: `Name the one that you mean: --against ${named.fullName}, or --against ${other}`,
    },
  ];
}

function severalMergeBases(name: string, commit: string, others: readonly string[]): Warning[] {
  if (others.length === 0) return [];
  const short = (id: string): string => id.slice(0, 7);
  return [
    {
      code: 'several-merge-bases',
      message: `head and ${name} were merged both ways and have ${others.length + 1} merge bases; base is ${short(commit)}, the newest, and lacks what came in by ${others.map(short).join(', ')}`,
      hint: `Merge ${name} into this branch, or name the commit to compare with: --against <commit>`,
    },
  ];
}

/** A local branch that was not pulled for long makes head look as if it had done what others did. */
async function behindItsRemote(
  git: Git,
  name: string,
  named: NamedRef | null,
  commit: string,
): Promise<Warning[]> {
  if (named === null || !named.fullName.startsWith('refs/heads/')) return [];
  const short = named.fullName.slice('refs/heads/'.length);
  const upstream = await git.try('rev-parse', '--symbolic-full-name', `${short}@{upstream}`);
  const remote = upstream || `refs/remotes/origin/${short}`;
  const left = (await git.try('merge-base', 'HEAD', remote))?.split('\n')[0];
  if (left === undefined || left === commit) return [];
  const counted = await git.try('rev-list', '--count', `${commit}..${left}`);
  if (counted === null || counted === '0') return [];
  const remoteName = remote.replace(/^refs\/remotes\//, '');
  return [
    {
      code: 'stale-branch',
      message: `${name} here is older than ${remoteName}, from which head has ${counted} more ${counted === '1' ? 'commit' : 'commits'}: their changes count as changes of head`,
      hint: `Compare with what head was made from: --against ${remoteName}`,
    },
  ];
}
