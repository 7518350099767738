import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Returns where a program is, or null; prints prominently how to get it, since a test is skipped without it. */
export function findProgram(name: string, debianPackage: string): string | null {
  try {
    // Debian puts some servers where only root's PATH looks.
    const path = `${process.env.PATH ?? ''}:/usr/sbin:/usr/local/sbin`;
    return execFileSync('which', [name], { encoding: 'utf8', env: { PATH: path } }).trim();
  } catch {
    console.warn(
      `SKIPPED: ${name} is not installed; apt-get install -y --no-install-recommends ${debianPackage}`,
    );
    return null;
  }
}

/** Returns a loopback port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

export interface RunningProgram {
  readonly process: ChildProcess;
  /** Everything it has printed. */
  output(): string;
  /** Ends it, and resolves with its exit code (null when a signal ended it) once all its output is here. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/** Starts a program that runs until it is stopped. */
export function startProgram(
  command: string,
  args: readonly string[],
  options: {
    readonly cwd?: string;
    readonly env?: Readonly<Record<string, string>>;
    readonly uid?: number;
    readonly gid?: number;
  } = {},
): RunningProgram {
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...options,
    env: { ...process.env, ...options.env },
  });
  // A test run that is broken off must leave nothing behind.
  const endWithParent = () => child.kill('SIGKILL');
  process.once('exit', endWithParent);
  child.once('exit', () => process.off('exit', endWithParent));
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (part: Buffer) => {
      printed += part.toString();
    });
  }
  const ended = new Promise<number | null>((resolve) => {
    // Not at `exit`: what it printed last may come after that.
    child.once('close', (code) => resolve(code));
    child.once('error', () => resolve(null));
  });
  return {
    process: child,
    output: () => printed,
    stop: async (signal = 'SIGTERM') => {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      const force = setTimeout(() => {
        child.kill('SIGKILL');
        // What it started may live on and hold them open.
        for (const stream of [child.stdout, child.stderr]) stream.destroy();
      }, 30_000);
      const code = await ended;
      clearTimeout(force);
      return code;
    },
  };
}

/** Returns what `look` returns once that is not null. @throws {Error} after the time limit, with what was last wrong */
export async function eventually<T>(
  look: () => Promise<T | null>,
  { withinMs, what }: { readonly withinMs: number; readonly what: string },
): Promise<T> {
  const deadline = Date.now() + withinMs;
  let last: unknown = null;
  while (Date.now() < deadline) {
    try {
      const found = await look();
      if (found !== null) return found;
    } catch (error) {
      last = error;
    }
    await sleep(100);
  }
  throw new Error(`${what}: not within ${withinMs} ms${last === null ? '' : ` (${String(last)})`}`);
}
