import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { childEnvironment } from '../base/child-environment.js';

const execFileAsync = promisify(execFile);
const GIT_LIMIT_MS = 30_000;
const MOST_OUTPUT_BYTES = 1 << 28;

export interface ChangedFiles {
  /** Absolute path of the working tree's top folder, without links. */
  readonly top: string;
  /** Relative to it, with forward slashes. */
  readonly names: readonly string[];
}

/**
 * Returns the files that differ between a commit and the working tree, those that git would add included. Null where git cannot tell, as when it was told not to look.
 * @param folder absolute, in the repository
 */
export async function changedFiles(folder: string, commit: string): Promise<ChangedFiles | null> {
  try {
    const top = (await git(folder, 'rev-parse', '--show-toplevel')).trimEnd();
    const [tracked, untracked, flags] = await Promise.all([
      git(top, 'diff', '--name-only', '-z', '--no-renames', '--ignore-submodules=none', commit, '--'),
      git(top, 'ls-files', '-z', '--others', '--exclude-standard'),
      git(top, 'ls-files', '-z', '-v'),
    ]);
    // Files marked as assume-unchanged (in lower case) or skip-worktree count as unchanged, whatever is in them.
    if (namesIn(flags).some((line) => /^(?:[a-z]|S) /.test(line))) return null;
    // What runs leave behind; a tracked file below such a folder is the project's.
    const others = namesIn(untracked).filter((name) => !/(^|\/)\.perf\//.test(name));
    return { top, names: [...new Set([...namesIn(tracked), ...others])] };
  } catch {
    return null;
  }
}

async function git(cwd: string, ...args: string[]): Promise<string> {
  const { stdout } = await execFileAsync('git', args, {
    cwd,
    env: { ...childEnvironment(process.env), GIT_OPTIONAL_LOCKS: '0' },
    timeout: GIT_LIMIT_MS,
    maxBuffer: MOST_OUTPUT_BYTES,
  });
  return stdout;
}

function namesIn(output: string): string[] {
  return output.split('\0').filter(Boolean);
}
