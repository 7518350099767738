import { printable } from '@perf-suite/command-line';
import { EXIT_CODES, type ExitCode } from '@perf-suite/schema';
import type { FollowedStream, StreamEnd } from './followed-stream.js';
import type { CommandIo } from './io.js';

const CHECK_ADDRESS =
  'Check that the run has not ended, and that the address is complete, including its token.';
const ALLOW_NAME =
  'Start the stream with the name in your address: --public-url https://name/base behind a proxy, else --allowed-host.';
const WHAT_TO_DO: Readonly<Record<number, string>> = { 403: ALLOW_NAME, 421: ALLOW_NAME };

/** Waits for the run's end, or for being told to stop, and returns the exit code. */
export async function untilEnd(stream: FollowedStream, io: CommandIo): Promise<ExitCode> {
  return exitCodeOf(await stream.end(io.stop), io);
}

/** Returns the exit code of a command whose stream ended so, and says why where it is no good end. */
export function exitCodeOf(end: StreamEnd, io: CommandIo): ExitCode {
  if (io.stop.aborted) return EXIT_CODES.interrupted;
  if (end.complete) return EXIT_CODES.done;
  const { refusedWith } = end;
  if (refusedWith !== null) {
    io.err(`perf-stream: the stream answered with HTTP ${refusedWith}: ${printable(end.reason)}\n`);
    io.err(`  ${WHAT_TO_DO[refusedWith] ?? CHECK_ADDRESS}\n`);
    return EXIT_CODES.badInput;
  }
  // 1006 is not sent by anybody: it stands for a connection that broke, or never was.
  const code = end.code === 1006 ? '' : ` with ${end.code}`;
  io.err(`perf-stream: the stream ended${code}: ${printable(end.reason)}\n`);
  io.err(`  ${CHECK_ADDRESS}\n`);
  return EXIT_CODES.badInput;
}
