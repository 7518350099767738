import { PerfError } from '@perf-suite/schema';
import { FETCH_ALL, type Git, isShallow, resolveCommit } from '../base/git.js';
import { refNamed } from '../base/named-ref.js';
import { type Commit, shortId } from './commit.js';

/** The commits of a search, from the good end to the bad one, both included. */
export type History = readonly [good: Commit, ...others: Commit[]];

/** What no commit message holds. */
const [BETWEEN_FIELDS, BETWEEN_COMMITS] = ['\x1f', '\x1e'];

const FORMAT = `--format=${['%H', '%P', '%an', '%aI', '%s'].join('%x1f')}%x1e`;

export interface Ends {
  /** As the user named them. */
  readonly good: string;
  readonly bad: string;
}

/**
 * Returns the commits to search: those that lead from good to bad by first parents, so that a merge stands for all
 * that it brought in.
 * @throws {PerfError} `bad-usage` for a ref that names no commit, or where bad does not come after good
 */
export async function readHistory(git: Git, { good, bad }: Ends): Promise<History> {
  const goodId = await commitNamed(git, '--good', good);
  const badId = await commitNamed(git, '--bad', bad);
  if (goodId === badId) {
    throw new PerfError(
      'bad-usage',
      `--good ${good} --bad ${bad}: expected two commits, found the same one (${goodId.slice(0, 7)}) for both`,
      { hint: 'Name an older commit that was still fast with --good.' },
    );
  }
  if (!(await isAncestor(git, goodId, badId))) throw await notBefore(git, { good, bad }, [goodId, badId]);
  return historyBetween(git, goodId, badId);
}

/** Returns what a merge brought in, from where it left the first parent's line; null for a commit that is no merge. */
export async function historyOfMerge(git: Git, { parents }: Commit): Promise<History | null> {
  const [first, second, ...others] = parents;
  if (first === undefined || second === undefined || others.length > 0) return null;
  const start = await git.try('merge-base', first, second);
  return start === null || start === second ? null : historyBetween(git, start, second);
}

async function historyBetween(git: Git, good: string, bad: string): Promise<History> {
  const after = await logOf(git, '--first-parent', '--reverse', `${good}..${bad}`);
  const [first] = await logOf(git, '--max-count=1', good);
  return [first as Commit, ...after];
}

async function logOf(git: Git, ...args: readonly string[]): Promise<Commit[]> {
  const log = await git.run('log', FORMAT, ...args);
  return log
    .split(BETWEEN_COMMITS)
    .map((text) => text.trim())
    .filter((text) => text !== '')
    .map((text) => {
      const [id = '', parents = '', author = '', date = '', subject = ''] = text.split(BETWEEN_FIELDS);
      return { id, parents: parents.split(' ').filter(Boolean), author, date, subject };
    });
}

async function commitNamed(git: Git, flag: string, ref: string): Promise<string> {
  const named = await refNamed(git, ref);
  return resolveCommit(git, named?.fullName ?? ref, { flag, ref });
}

async function isAncestor(git: Git, older: string, newer: string): Promise<boolean> {
  return (await git.try('merge-base', '--is-ancestor', older, newer)) !== null;
}

async function notBefore(
  git: Git,
  { good, bad }: Ends,
  [goodId, badId]: readonly [string, string],
): Promise<PerfError> {
  const expected = `--good ${good}: expected a commit that --bad ${bad} was made from`;
  if (await isAncestor(git, badId, goodId)) {
    return new PerfError('bad-usage', `${expected}, found one that was made from it`, {
      hint: `The good end is the older one. Was it meant the other way round? --good ${bad} --bad ${good}`,
    });
  }
  if (await isShallow(git)) {
    return new PerfError('bad-usage', `${expected}, found a shallow clone, which does not show that`, {
      hint: FETCH_ALL,
    });
  }
  const common = await git.try('merge-base', goodId, badId);
  return new PerfError('bad-usage', `${expected}, found one on another branch`, {
    hint:
      common === null
        ? 'They share no commit: name two commits of one history.'
        : `Name where the two part, if that is good as well: --good ${shortId({ id: common })}`,
  });
}
