import { printable } from '@perf-suite/command-line';
import { EXIT_CODES, type ExitCode } from '@perf-suite/schema';
import type { LiveWatcher } from '../client/live-watcher.js';
import type { CommandIo } from './io.js';

type End = Awaited<LiveWatcher['ended']>;

/** Waits for the run's end, or for being told to stop, and returns the exit code. */
export async function untilEnd(watcher: LiveWatcher, io: CommandIo): Promise<ExitCode> {
  return exitCodeOf(await endOf(watcher, io.stop), io);
}

/** Waits for the run's end; leaves the stream when told to stop. */
export async function endOf(watcher: LiveWatcher, stop: AbortSignal): Promise<End> {
  const leave = (): void => watcher.close();
  if (stop.aborted) leave();
  stop.addEventListener('abort', leave, { once: true });
  const end = await watcher.ended;
  stop.removeEventListener('abort', leave);
  return end;
}

/** Returns the exit code of a command whose stream ended so, and says why where it is no good end. */
export function exitCodeOf(end: End, io: CommandIo): ExitCode {
  if (io.stop.aborted) return EXIT_CODES.interrupted;
  if (end.complete) return EXIT_CODES.done;
  io.err(`perf-stream: the stream ended with ${end.code}: ${printable(end.reason)}\n`);
  io.err('  Check that the run is still going on, and that the address is the whole one with its token.\n');
  return EXIT_CODES.badInput;
}
