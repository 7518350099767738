import { execFile } from 'node:child_process';
import { realpath } from 'node:fs/promises';
import { promisify } from 'node:util';

const execFileAsync = promisify(execFile);
const GIT_TIMEOUT_MS = 10_000;
/** One name is enough. */
const MOST_BYTES = 64 * 1024;

type Variables = Readonly<Record<string, string | undefined>>;

/** A file that git tracks, by its path in the folder; `unknown` where git does not say. */
export type Tracked = { readonly file: string } | 'none' | 'unknown';

/**
 * Asks git whether it tracks anything in the folder. What a commit brings along is the commit's author's, not what
 * an earlier run has made. Nothing is tracked where there is no git, or no repository.
 */
export async function trackedIn(folder: string, variables: Variables = process.env): Promise<Tracked> {
  // A hook's variables would answer for the hook's repository, whatever the folder.
  const { GIT_DIR, GIT_WORK_TREE, GIT_INDEX_FILE, GIT_PREFIX, ...rest } = variables;
  // A commit could bring a bare repository there, which would answer in place of the real one.
  const words = ['-c', 'safe.bareRepository=explicit', 'ls-files', '-z', '--', '.'];
  try {
    const { stdout } = await execFileAsync('git', words, {
      // Of a linked folder, git tracks the files where they are.
      cwd: await realpath(folder),
      env: { ...rest, GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' },
      timeout: GIT_TIMEOUT_MS,
      maxBuffer: MOST_BYTES,
    });
    return firstOf(stdout);
  } catch (error) {
    const { code, stdout = '', stderr = '' } = error as NodeJS.ErrnoException & Partial<Output>;
    // Also what came before the limit was reached.
    if (stdout !== '') return firstOf(stdout);
    return code === 'ENOENT' || stderr.includes('not a git repository') ? 'none' : 'unknown';
  }
}

interface Output {
  readonly stdout: string;
  readonly stderr: string;
}

function firstOf(stdout: string): Tracked {
  const [file = ''] = stdout.split('\0');
  return file === '' ? 'none' : { file };
}
