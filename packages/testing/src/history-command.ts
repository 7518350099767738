import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { eventually, type RunningProgram, startProgram } from './real-server.js';

/** The built command, as users start it. */
export const HISTORY_COMMAND = fileURLToPath(new URL('../../history/bin/perf-history.js', import.meta.url));

// Ends what hangs; a busy machine needs seconds for a start.
const LONGEST_MS = 300_000;

export interface EndedCommand {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs perf-history to its end; the code is null where a signal ended it. */
export function runHistory(
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<EndedCommand> {
  const { env, ...rest } = options;
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [HISTORY_COMMAND, ...args],
      { timeout: LONGEST_MS, maxBuffer: 256 * 1024 * 1024, env: { ...process.env, ...env }, ...rest },
      (error, out, err) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : null;
        resolve({ code, out, err });
      },
    );
  });
}

/** Starts `serve` on any port, and resolves with its address. */
export async function startHistory(
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<{ readonly url: string; readonly program: RunningProgram }> {
  const program = startProgram(process.execPath, [HISTORY_COMMAND, 'serve', '--port', '0', ...args], options);
  const url = await eventually(async () => / at (https?:\S+)/.exec(program.output())?.[1] ?? null, {
    withinMs: LONGEST_MS,
    what: 'perf-history to serve',
  });
  return { url, program };
}
