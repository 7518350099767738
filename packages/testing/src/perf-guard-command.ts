import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const COMMAND = fileURLToPath(new URL('../../perf-guard/bin/perf-guard.js', import.meta.url));

// Ends what hangs; a busy machine needs seconds for a start.
const START_MS = 60_000;

/** Judges a run file with the real command, and writes its report; returns the exit code. */
export async function judgeWithPerfGuard(run: string, report: string, ...flags: string[]): Promise<number> {
  const args = [COMMAND, 'check', run, '--format', 'json', '--out', report, ...flags];
  const { code } = await promisify(execFile)(process.execPath, args, { timeout: START_MS }).then(
    () => ({ code: 0 }),
    (error: { readonly code: number }) => error,
  );
  return code;
}
