import type { Git } from './git.js';

/** A ref that a name stands for. */
export interface NamedRef {
  /** `refs/heads/main`, `refs/tags/v1.0.0`, `refs/remotes/origin/main`. */
  readonly fullName: string;
  readonly isBranch: boolean;
  /** Other refs of that name, which git passes over. */
  readonly others: readonly string[];
}

/**
 * Returns the ref that git takes a name for, and the others it could mean; a branch that only the remote has is
 * found there. Null for what names a commit in another way: an id, `HEAD`, `main~1`.
 */
export async function refNamed(git: Git, name: string): Promise<NamedRef | null> {
  // HEAD stands for the commit that is checked out, also where a branch is.
  if (/^(HEAD|@|[0-9a-f]{40}|[0-9a-f]{64})$/.test(name)) return null;
  const [fullName, ...others] = await existing(git, candidatesFor(name));
  if (fullName !== undefined) return { fullName, isBranch: isBranch(fullName), others };
  // `main@{upstream}` and `@{-1}` name a branch, `main~1` and an id do not.
  const symbolic = await git.try('rev-parse', '--symbolic-full-name', '--verify', '--quiet', name);
  if (symbolic?.startsWith('refs/')) {
    return { fullName: symbolic, isBranch: isBranch(symbolic), others: [] };
  }
  if ((await git.try('rev-parse', '--verify', '--quiet', '--end-of-options', name)) !== null) return null;
  const [remote] = await existing(git, [`refs/remotes/origin/${name}`]);
  return remote === undefined ? null : { fullName: remote, isBranch: true, others: [] };
}

/** Where git looks for a name, in its order (see gitrevisions). */
function candidatesFor(name: string): string[] {
  const below = ['refs/', 'refs/tags/', 'refs/heads/', 'refs/remotes/'].map((folder) => folder + name);
  return [...(name.startsWith('refs/') ? [name] : []), ...below, `refs/remotes/${name}/HEAD`];
}

async function existing(git: Git, candidates: readonly string[]): Promise<string[]> {
  const listed = await git.try('for-each-ref', '--format=%(refname)', ...candidates);
  const found = new Set((listed ?? '').split('\n'));
  return candidates.filter((candidate) => found.has(candidate));
}

function isBranch(fullName: string): boolean {
  return /^refs\/(heads|remotes)\//.test(fullName);
}
