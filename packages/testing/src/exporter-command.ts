import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { eventually, type RunningProgram, startProgram } from './real-server.js';

/** The built command, as users start it. */
export const COMMAND = fileURLToPath(new URL('../../exporter/bin/perf-exporter.js', import.meta.url));

// Ends what hangs; a busy machine needs seconds for a start.
const START_MS = 60_000;

/** Runs the command to its end. */
export function runExporter(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  return promisify(execFile)(process.execPath, [COMMAND, ...args], { timeout: START_MS }).then(
    ({ stdout, stderr }) => ({ code: 0, out: stdout, err: stderr }),
    ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({
      code,
      out: stdout,
      err: stderr,
    }),
  );
}

/** Starts `serve` on any port, and resolves with its address once it has read every file. */
export async function startServing(...args: string[]): Promise<{ url: string; program: RunningProgram }> {
  const program = startProgram(process.execPath, [COMMAND, 'serve', '--port', '0', ...args]);
  const url = await eventually(
    async () =>
      program.output().includes('ready:')
        ? (/https?:\S+\/metrics/.exec(program.output())?.[0] ?? null)
        : null,
    { withinMs: 2 * START_MS, what: 'perf-exporter to be ready' },
  );
  return { url, program };
}
