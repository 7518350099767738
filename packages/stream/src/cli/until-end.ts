import { printable } from '@perf-suite/command-line';
import { EXIT_CODES, type ExitCode } from '@perf-suite/schema';
import type { FollowedStream, StreamEnd } from './followed-stream.js';
import type { CommandIo } from './io.js';

/** Waits for the run's end, or for being told to stop, and returns the exit code. */
export async function untilEnd(stream: FollowedStream, io: CommandIo): Promise<ExitCode> {
  return exitCodeOf(await stream.end(io.stop), io);
}

/** Returns the exit code of a command whose stream ended so, and says why where it is no good end. */
export function exitCodeOf(end: StreamEnd, io: CommandIo): ExitCode {
  if (io.stop.aborted) return EXIT_CODES.interrupted;
  if (end.complete) return EXIT_CODES.done;
  io.err(`perf-stream: the stream ended with ${end.code}: ${printable(end.reason)}\n`);
  io.err('  Check that the run is still going on, and that the address is the whole one with its token.\n');
  return EXIT_CODES.badInput;
}
