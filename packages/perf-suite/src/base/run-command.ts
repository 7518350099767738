import { type ChildProcess, spawn } from 'node:child_process';
import { childEnd } from '../child-end.js';

/** A program to start: `args` are passed as they are, or none with `shell` where `command` is a whole line. */
export interface Command {
  readonly command: string;
  readonly args: readonly string[];
  readonly shell?: boolean;
}

interface CommandOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal | undefined;
}

export interface CommandResult {
  /** Null when it could not be started or was killed. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Why it could not be started (`ENOENT`: no such program); null when it was started. */
  readonly startError: NodeJS.ErrnoException | null;
}

export type RunCommand = (command: Command, options: CommandOptions) => Promise<CommandResult>;

const KEPT_CHARACTERS = 1 << 20;
const IS_WINDOWS = process.platform === 'win32';

/**
 * Runs a program to its end and returns what it printed (the last megabyte); never rejects.
 * The signal, and the end of this process, kill it and whatever it started. What it leaves running when
 * it ends runs on, unheard.
 */
export const runCommand: RunCommand = ({ command, args, shell }, { cwd, env, signal }) =>
  new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env,
      // npm, pnpm and yarn are .cmd files on Windows, which only a shell can start.
      shell: shell ?? IS_WINDOWS,
      // A process group of its own, so that all of it can be killed; and no terminal to ask questions on.
      detached: !IS_WINDOWS,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const kill = (): void => killGroup(child);
    let stdout = '';
    let stderr = '';
    const end = (exitCode: number | null, startError: NodeJS.ErrnoException | null): void => {
      signal?.removeEventListener('abort', kill);
      process.removeListener('exit', kill);
      resolve({ exitCode, stdout, stderr, startError });
    };
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      stdout = (stdout + chunk).slice(-KEPT_CHARACTERS);
    });
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      stderr = (stderr + chunk).slice(-KEPT_CHARACTERS);
    });
    childEnd(child).then(
      ({ exitCode }) => end(exitCode, null),
      (error) => end(null, error),
    );
    signal?.addEventListener('abort', kill);
    process.once('exit', kill);
    if (signal?.aborted) kill();
  });

/** Returns the command as one would type it, for messages. */
export function commandLine({ command, args }: Command): string {
  return [command, ...args].join(' ');
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(IS_WINDOWS ? child.pid : -child.pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
