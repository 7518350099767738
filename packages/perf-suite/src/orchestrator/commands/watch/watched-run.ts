import { endedBy, outliveReaders, outliveTerminal } from '@perf-suite/command-line';
import { EXIT_CODES, PerfError } from '@perf-suite/schema';
import type { CommandIo } from '../../command-io.js';
import { NothingReached } from '../../plan/reached-files.js';
import { writeError } from '../../terminal/write-error.js';
import { run } from '../run.js';
import type { FromRun, ToRun, WatchedJob } from './watch-protocol.js';

/**
 * The program of one run of `perf-suite run --watch`. Each has a process of its own, as runs have without --watch:
 * whatever was loaded, pinned or opened for the last one is gone.
 */

/** What is under way ends at once when a run is dropped; this ends what does not. */
const DROP_LIMIT_MS = 5_000;

const dropped = new AbortController();

function drop(): void {
  dropped.abort();
  setTimeout(() => process.exit(EXIT_CODES.interrupted), DROP_LIMIT_MS).unref();
}

async function runJob({ files, flags, cwd, commandLine, saved, known }: WatchedJob): Promise<void> {
  const io: CommandIo = {
    out: process.stdout,
    err: process.stderr,
    cwd,
    variables: process.env,
    commandLine,
  };
  try {
    const exitCode = await run(files, flags, io, {
      saved: saved === null ? null : { paths: saved, known: new Map(known) },
      dropped: dropped.signal,
      onLoads: (loads, removed) => tell({ type: 'loads', loads: [...loads], removed }),
    });
    await end({ type: 'ended', exitCode, error: null });
  } catch (error) {
    if (error instanceof NothingReached) {
      io.err.write(`${error.message}\n`);
      tell({ type: 'loads', loads: [], removed: error.removed });
      await end({ type: 'ended', exitCode: EXIT_CODES.done, error: null });
    }
    const ending = endedBy(error);
    if (ending.error !== null && !dropped.signal.aborted) writeError(ending.error, io, commandLine);
    const code = error instanceof PerfError ? error.code : 'internal';
    await end({ type: 'ended', exitCode: ending.exitCode, error: code });
  }
}

function tell(message: FromRun): void {
  process.send?.(message);
}

async function end(message: Extract<FromRun, { type: 'ended' }>): Promise<never> {
  await new Promise((resolve) => process.stdout.write('', resolve));
  if (process.connected) await new Promise((resolve) => process.send?.(message, resolve));
  return process.exit(message.exitCode);
}

outliveReaders(process);
outliveTerminal();
// Ctrl-C in a terminal reaches this process too: the watching one says what becomes of it.
for (const name of ['SIGINT', 'SIGHUP'] as const) process.on(name, () => undefined);
process.on('SIGTERM', drop);
// Whoever asked for this run is gone.
process.on('disconnect', drop);
process.on('message', (message: ToRun) => {
  if (message.type === 'drop') drop();
  else void runJob(message);
});
