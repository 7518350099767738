import { PerfError } from '@perf-suite/schema';
import { type Git, isShallow } from './git.js';

/** What a CI system says about the merge commit that it made of a branch and what it is to go into. */
interface CiMerge {
  readonly commit: string | undefined;
  readonly targetBranch: string | undefined;
  readonly howToFetch: string;
}

/**
 * Returns the commit of the target branch that a CI system merged head into, which is the merge commit's first
 * parent, whatever became of the branch since and whether or not this clone has it. Null where HEAD is no such
 * commit, or another branch was asked for.
 * @throws {PerfError} `bad-usage` for a clone that ends at the merge commit
 */
export async function resolveBranchOfCi(
  git: Git,
  name: string,
  variables: NodeJS.ProcessEnv,
): Promise<string | null> {
  const merge = mergeOf(variables);
  if (merge?.commit === undefined || !namesBranch(name, merge.targetBranch)) return null;
  // Someone may have checked out the branch itself: then it is no merge commit.
  if ((await git.try('rev-parse', 'HEAD')) !== merge.commit) return null;
  const parents = await git.try('rev-parse', '--verify', '--quiet', 'HEAD^1');
  if (parents !== null) {
    const isMerge = (await git.try('rev-parse', '--verify', '--quiet', 'HEAD^2')) !== null;
    return isMerge ? parents : null;
  }
  if (!(await isShallow(git))) return null;
  throw new PerfError(
    'bad-usage',
    `--against ${name}: expected the commit of ${merge.targetBranch} that this merge commit was made on, found a shallow clone without it`,
    { hint: `Fetch more of the history: ${merge.howToFetch}` },
  );
}

function mergeOf(variables: NodeJS.ProcessEnv): CiMerge | null {
  if (/^refs\/pull\/\d+\/merge$/.test(variables.GITHUB_REF ?? '')) {
    return {
      commit: variables.GITHUB_SHA,
      targetBranch: variables.GITHUB_BASE_REF,
      howToFetch: 'actions/checkout with fetch-depth: 2 (or 0 for all of it).',
    };
  }
  if (/^(merged_result|merge_train)$/.test(variables.CI_MERGE_REQUEST_EVENT_TYPE ?? '')) {
    return {
      commit: variables.CI_COMMIT_SHA,
      targetBranch: variables.CI_MERGE_REQUEST_TARGET_BRANCH_NAME,
      howToFetch: 'set the variable GIT_DEPTH: 0 for this job.',
    };
  }
  return null;
}

function namesBranch(name: string, branch: string | undefined): boolean {
  if (branch === undefined || branch === '') return false;
  const names = [branch, `origin/${branch}`, `refs/heads/${branch}`, `refs/remotes/origin/${branch}`];
  return names.includes(name);
}
