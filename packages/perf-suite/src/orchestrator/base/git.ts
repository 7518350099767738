import { closestWord, PerfError } from '@perf-suite/schema';
import type { CommandResult, RunCommand } from './run-command.js';

/** Runs git in one folder. */
export interface Git {
  readonly cwd: string;
  /**
   * Returns what git printed, without the last line break; null when it failed.
   * @throws {PerfError} `setup-failed` when it came to no end
   */
  try(...args: readonly string[]): Promise<string | null>;
  /** Returns what git printed. @throws {PerfError} `setup-failed` with git's own words */
  run(...args: readonly string[]): Promise<string>;
}

/** Where a project lies in its repository. */
export interface Repository {
  /** Absolute path of the working tree's top folder. */
  readonly top: string;
  /** The project's folder below it, forward slashes, empty for the top itself. */
  readonly prefix: string;
}

export function gitIn(cwd: string, env: NodeJS.ProcessEnv, runCommand: RunCommand): Git {
  const call = async (args: readonly string[]): Promise<CommandResult> => {
    const result = await runCommand({ command: 'git', args, shell: false }, { cwd, env });
    if (result.limitHitMs !== null) throw gitTimedOut(args, cwd, result.limitHitMs);
    return result;
  };
  return {
    cwd,
    async try(...args) {
      const { exitCode, stdout } = await call(args);
      return exitCode === 0 ? stdout.trimEnd() : null;
    },
    async run(...args) {
      const result = await call(args);
      if (result.exitCode === 0) return result.stdout.trimEnd();
      throw gitFailed(args, cwd, result);
    },
  };
}

/** What needs a repository or a commit, for messages. */
export interface AskedBy {
  /** `--against`, `--good`. */
  readonly flag: string;
  /** What is to be done where git cannot help; empty where there is nothing. */
  readonly otherwise: string;
}

export const AGAINST: AskedBy = {
  flag: '--against',
  otherwise: ', or pass a folder (--against ../other-checkout) or a version (--against npm:name@1.2.3)',
};

/**
 * Finds the repository that the project is in.
 * @throws {PerfError} `bad-usage` without git, or where the folder is in no repository
 */
export async function findRepository(git: Git, { flag, otherwise }: AskedBy = AGAINST): Promise<Repository> {
  if ((await git.try('--version')) === null) {
    throw new PerfError('bad-usage', `${flag}: expected the program git to find a commit, found none`, {
      hint: `Install git${otherwise}.`,
    });
  }
  let top: string;
  try {
    top = await git.run('rev-parse', '--show-toplevel');
  } catch (cause) {
    const said = cause instanceof PerfError ? cause.message.split('\n').slice(1) : [];
    // What follows the line with the fault is git's advice.
    const fault = said.find((line) => line.startsWith('fatal:')) ?? said.at(-1) ?? '';
    throw new PerfError('bad-usage', `${flag}: expected ${git.cwd} to be in a git repository (${fault})`, {
      hint: hintFor(fault, git.cwd) ?? `Run it inside a repository${otherwise}.`,
      cause,
    });
  }
  const prefix = await git.run('rev-parse', '--show-prefix');
  return { top, prefix: prefix.replace(/\/$/, '') };
}

function hintFor(fault: string, folder: string): string | null {
  const owned = /dubious ownership in repository at '(.+)'/.exec(fault)?.[1];
  if (owned !== undefined) {
    return `If you trust it, tell git so: git config --global --add safe.directory ${owned}`;
  }
  const worktree = /^fatal: not a git repository: (.+[\\/]worktrees[\\/].+)$/.exec(fault)?.[1];
  if (worktree !== undefined) {
    return `${folder} is a worktree of a repository that is gone or moved (${worktree}). If it moved, run there: git worktree repair ${folder}`;
  }
  return null;
}

/** What the user named, for messages. */
export interface Asked {
  readonly flag: string;
  readonly ref: string;
}

/**
 * Returns the full commit id of a ref or a revision such as `HEAD~3`.
 * @throws {PerfError} `bad-usage` that says what to do: deepen a shallow clone, or which refs there are
 */
export async function resolveCommit(git: Git, revision: string, asked: Asked): Promise<string> {
  if ((await git.try('rev-parse', '--verify', '--quiet', 'HEAD')) === null) {
    throw new PerfError(
      'bad-usage',
      `${asked.flag} ${asked.ref}: expected a commit, found a repository without any`,
      {
        hint: 'Commit first: git add . && git commit',
      },
    );
  }
  const commit = await git.try(
    'rev-parse',
    '--verify',
    '--quiet',
    '--end-of-options',
    `${revision}^{commit}`,
  );
  if (commit === null) throw await unknownRef(git, asked);
  return commit;
}

async function unknownRef(git: Git, asked: Asked): Promise<PerfError> {
  if (await isShallow(git)) return shallowClone(asked);
  const { flag, ref } = asked;
  const listed = await git.try(
    'for-each-ref',
    '--sort=-committerdate',
    '--format=%(refname:short)',
    'refs/heads',
    'refs/tags',
    'refs/remotes',
  );
  const refs = (listed ?? '').split('\n').filter((name) => name !== '' && !name.endsWith('/HEAD'));
  const near = closestWord(ref, refs);
  const some = refs.slice(0, 5).join(', ');
  return new PerfError(
    'bad-usage',
    `${flag} ${ref}: expected a branch, tag${flag === AGAINST.flag ? ', commit or folder' : ' or commit'}, found none of that name`,
    {
      hint: near === null ? `There are: ${some}` : `Did you mean ${near}? There are: ${some}`,
    },
  );
}

export async function isShallow(git: Git): Promise<boolean> {
  return (await git.try('rev-parse', '--is-shallow-repository')) === 'true';
}

/** What brings the whole history into a clone that has only the end of it. */
export const FETCH_ALL =
  'Fetch all of it: git fetch --unshallow origin "+refs/heads/*:refs/remotes/origin/*" (in GitHub Actions: actions/checkout with fetch-depth: 0).';

function shallowClone({ flag, ref }: Asked): PerfError {
  return new PerfError(
    'bad-usage',
    `${flag} ${ref}: expected the commit in this clone, found a shallow clone without it`,
    { hint: FETCH_ALL },
  );
}

function gitFailed(args: readonly string[], cwd: string, { stderr, startError }: CommandResult): PerfError {
  const said = (startError?.message ?? stderr).trim();
  return new PerfError('setup-failed', `git ${args.join(' ')} failed in ${cwd}:\n${said}`);
}

function gitTimedOut(args: readonly string[], cwd: string, limitMs: number): PerfError {
  return new PerfError(
    'setup-failed',
    `git ${args.join(' ')}: expected an end within ${limitMs / 1000} s, found none (in ${cwd})`,
    {
      hint: 'Run it there by hand. Does it wait for a disk or network that does not answer, or for another git process?',
    },
  );
}
