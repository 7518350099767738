import { spawn } from 'node:child_process';
import { PerfError } from '@perf-suite/schema';

export interface GitResult {
  readonly code: number;
  readonly out: Buffer;
  readonly err: string;
}

export interface GitOptions {
  readonly input?: Uint8Array | string;
  readonly env?: Readonly<Record<string, string>>;
}

/** The user's hooks and clean-up are for the user's branches. What a commit needs is flushed to the disk. */
const SETTINGS = [
  'core.hooksPath=/dev/null',
  'gc.auto=0',
  'maintenance.auto=false',
  'core.fsync=all',
].flatMap((setting) => ['-c', setting]);

/** Runs git in a folder to its end, whatever its exit code. @throws {PerfError} `not-found` when there is no git */
export function runGit(
  folder: string,
  args: readonly string[],
  options: GitOptions = {},
): Promise<GitResult> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', [...SETTINGS, ...args], {
      cwd: folder,
      stdio: ['pipe', 'pipe', 'pipe'],
      // A question would wait for ever.
      env: { ...process.env, GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C', ...options.env },
    });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (piece: Buffer) => out.push(piece));
    child.stderr.on('data', (piece: Buffer) => err.push(piece));
    child.once('error', (cause) =>
      reject(
        new PerfError('not-found', `git cannot be run: ${cause.message}`, { hint: 'Install git.', cause }),
      ),
    );
    child.once('close', (code) =>
      resolve({ code: code ?? -1, out: Buffer.concat(out), err: Buffer.concat(err).toString('utf8').trim() }),
    );
    // git may end before it has read everything.
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input ?? '');
  });
}

/** Returns what git prints. @throws {PerfError} `internal` when it fails */
export async function gitOutput(
  folder: string,
  args: readonly string[],
  options: GitOptions = {},
): Promise<Buffer> {
  const { code, out, err } = await runGit(folder, args, options);
  if (code === 0) return out;
  throw new PerfError('not-writable', `git ${args[0]} failed (${code}): ${err}`, {
    hint: 'Run it again; what was added before is kept.',
  });
}
