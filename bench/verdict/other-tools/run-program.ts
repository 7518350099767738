import { spawn } from 'node:child_process';
import { basename } from 'node:path';
import { text } from 'node:stream/consumers';

const TIMEOUT_MS = 300_000;

export interface ProgramOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Exit codes, besides 0, that are an answer and not a failure. */
  readonly codes: readonly number[];
}

/**
 * Runs a program in a process group of its own and returns what it printed. Whatever it started ends with
 * it: a browser outlives a driver that was told to stop.
 * @throws {Error} when it ends with another exit code, or takes longer than five minutes; the message names
 *   no path, and its cause is what the program wrote to stderr
 */
export async function runProgram(
  [program, ...rest]: readonly [string, ...string[]],
  { cwd, env, codes }: ProgramOptions,
): Promise<string> {
  const child = spawn(program, rest, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<string>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(String(code ?? signal)));
  });
  const printed = Promise.all([text(child.stdout), text(child.stderr)]);
  const timer = setTimeout(() => endGroup(child.pid), TIMEOUT_MS);
  const how = await ended.finally(() => {
    clearTimeout(timer);
    endGroup(child.pid);
  });
  const [stdout, stderr] = await printed;
  if (how === '0' || codes.map(String).includes(how)) return stdout;
  throw new Error(`${basename(program)}: expected it to end with 0, it ended with ${how}`, { cause: stderr });
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    // Usual: nothing is left of the group.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
