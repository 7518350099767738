import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { eventually, type RunningProgram, startProgram } from './real-server.js';

/** The built command, as users start it. */
export const COMMAND = fileURLToPath(new URL('../../exporter/bin/perf-exporter.js', import.meta.url));

// Ends what hangs; a busy machine needs seconds for a start.
const START_MS = 60_000;

/** Runs the command to its end, as in a terminal that shows Unicode. */
export function runExporter(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const env = { ...process.env, TERM: 'xterm', LC_ALL: 'C.UTF-8' };
  return promisify(execFile)(process.execPath, [COMMAND, ...args], { timeout: START_MS, env }).then(
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

interface Main {
  main(
    args: readonly string[],
    io: {
      readonly out: (text: string) => void;
      readonly err: (text: string) => void;
      readonly nowMs: () => number;
      readonly environment: Readonly<Record<string, string | undefined>>;
      readonly stop: AbortSignal;
    },
  ): Promise<number>;
}

/** Starts `serve` on any port in this process, with a clock of the test's own, once it has read every file. */
export async function startServingAt(
  nowMs: () => number,
  ...args: string[]
): Promise<{ url: string; stop(): Promise<void> }> {
  const { main } = (await import(new URL('../../exporter/dist/cli/main.js', import.meta.url).href)) as Main;
  const ending = new AbortController();
  let printed = '';
  const print = (text: string) => {
    printed += text;
  };
  const io = { out: print, err: print, nowMs, environment: {}, stop: ending.signal };
  const ended = main(['serve', '--port', '0', ...args], io);
  const url = await eventually(
    async () => (printed.includes('ready:') ? (/https?:\S+\/metrics/.exec(printed)?.[0] ?? null) : null),
    { withinMs: START_MS, what: 'perf-exporter to be ready' },
  );
  return {
    url,
    stop: async () => {
      ending.abort();
      await ended;
    },
  };
}
