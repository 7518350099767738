import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { childEnd } from '../processes/child-end.js';

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
  /** Milliseconds after which it is killed. Default: 10 minutes. */
  readonly limitMs?: number | undefined;
}

export interface CommandResult {
  /** Null when it could not be started or was killed. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Why it could not be started (`ENOENT`: no such program); null when it was started. */
  readonly startError: NodeJS.ErrnoException | null;
  /** The limit that it was killed at; null when it kept within it. */
  readonly limitHitMs: number | null;
}

export type RunCommand = (command: Command, options: CommandOptions) => Promise<CommandResult>;

/** Long for git or npm on a slow disk or network; one that waits for an answer that never comes ends by it. */
const COMMAND_LIMIT_MS = 600_000;
const KEPT_CHARACTERS = 1 << 20;
const IS_WINDOWS = process.platform === 'win32';

/**
 * Runs a program to its end and returns what it printed (the last megabyte); never rejects.
 * The signal, the time limit, and the end of this process kill it and whatever it started. What it leaves
 * running when it ends runs on, unheard.
 */
export const runCommand: RunCommand = (command, { cwd, env, signal, limitMs = COMMAND_LIMIT_MS }) =>
  new Promise((resolve) => {
    const notStarted = (startError: NodeJS.ErrnoException): void =>
      resolve({ exitCode: null, stdout: '', stderr: '', startError, limitHitMs: null });
    let child: Child;
    try {
      child = startCommand(command, cwd, env);
    } catch (error) {
      // Some failures are thrown, others come as an event: that the folder is a file is thrown.
      notStarted(error as NodeJS.ErrnoException);
      return;
    }
    const kill = (): void => killGroup(child);
    let limitHitMs: number | null = null;
    const timer = setTimeout(() => {
      limitHitMs = limitMs;
      kill();
    }, limitMs);
    const [stdout, stderr] = [child.stdout, child.stderr].map(keepEnd) as [() => string, () => string];
    const end = (exitCode: number | null, startError: NodeJS.ErrnoException | null): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', kill);
      process.removeListener('exit', kill);
      resolve({ exitCode, stdout: stdout(), stderr: stderr(), startError, limitHitMs });
    };
    childEnd(child).then(
      ({ exitCode }) => end(exitCode, null),
      (error) => end(null, error),
    );
    signal?.addEventListener('abort', kill);
    process.once('exit', kill);
    if (signal?.aborted) kill();
  });

type Child = ReturnType<typeof startCommand>;

function startCommand({ command, args, shell }: Command, cwd: string, env: NodeJS.ProcessEnv) {
  return spawn(command, args, {
    cwd,
    env,
    // npm, pnpm and yarn are .cmd files on Windows, which only a shell can start.
    shell: shell ?? IS_WINDOWS,
    // A process group of its own, so that all of it can be killed; and no terminal to ask questions on.
    detached: !IS_WINDOWS,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Collects what a stream gives, and returns the function that gives the end of it. */
function keepEnd(stream: Readable): () => string {
  let text = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    text = (text + chunk).slice(-KEPT_CHARACTERS);
  });
  return () => text;
}

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
