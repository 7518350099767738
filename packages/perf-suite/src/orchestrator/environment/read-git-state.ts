import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { GitState } from '@perf-suite/schema';

const execFileAsync = promisify(execFile);
const GIT_TIMEOUT_MS = 10_000;

type Variables = Readonly<Record<string, string | undefined>>;

/** CI systems check out a commit without a branch; these say which branch it is, if the commit is theirs. */
const CI_BRANCHES = [
  { commit: 'GITHUB_SHA', branches: ['GITHUB_HEAD_REF', 'GITHUB_REF_NAME'] },
  { commit: 'CI_COMMIT_SHA', branches: ['CI_MERGE_REQUEST_SOURCE_BRANCH_NAME', 'CI_COMMIT_REF_NAME'] },
  { commit: 'CIRCLE_SHA1', branches: ['CIRCLE_BRANCH'] },
  { commit: 'BUILDKITE_COMMIT', branches: ['BUILDKITE_BRANCH'] },
  { commit: 'GIT_COMMIT', branches: ['BRANCH_NAME'] },
] as const;

/**
 * Returns commit, branch and whether tracked files differ from the commit, for the repository
 * around a folder. Null where there is none, no commit yet, no git program, or git refuses
 * (a repository of another user): a run without git is still a run.
 */
export async function readGitState(
  folder: string,
  variables: Variables = process.env,
): Promise<GitState | null> {
  const git = (...words: string[]): Promise<string | null> => runGit(folder, words, variables);
  const commit = await git('rev-parse', '--verify', '--quiet', 'HEAD^{commit}');
  if (!commit) return null;
  const [branch, changes] = await Promise.all([
    git('symbolic-ref', '--quiet', '--short', 'HEAD'),
    git('status', '--porcelain', '--untracked-files=no'),
  ]);
  return { commit, branch: branch || ciBranch(commit, variables), dirty: changes !== '' };
}

function ciBranch(commit: string, variables: Variables): string | null {
  const system = CI_BRANCHES.find((candidate) => variables[candidate.commit] === commit);
  return system?.branches.map((name) => variables[name]).find(Boolean) ?? null;
}

/** Returns what git printed, or null when it could not be started, failed or took too long. */
async function runGit(
  folder: string,
  words: readonly string[],
  variables: Variables,
): Promise<string | null> {
  // A hook's variables would answer for the hook's repository, whatever the folder. Optional locks
  // would let `status` get in the way of a git command that the user runs meanwhile.
  const { GIT_DIR, GIT_WORK_TREE, GIT_INDEX_FILE, GIT_PREFIX, ...rest } = variables;
  try {
    const { stdout } = await execFileAsync('git', [...words], {
      cwd: folder,
      env: { ...rest, GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' },
      timeout: GIT_TIMEOUT_MS,
      maxBuffer: 64 * 1024 * 1024,
    });
    return stdout.trim();
  } catch {
    return null;
  }
}
