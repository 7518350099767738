import { parseDuration } from '@perf-suite/command-line';
import { EXIT_CODES, type ExitCode, PerfError } from '@perf-suite/schema';
import { pause } from '../pause.js';
import { readRecording } from '../recording/recording-file.js';
import { epochOf, newHub, serveHub } from '../server/start-live-stream.js';
import { type ListeningFlags, parseListening } from './flag-values.js';
import type { CommandIo } from './io.js';
import { printAddresses } from './print-addresses.js';

export interface ReplayFlags extends ListeningFlags {
  readonly speed: string;
  /** False with --no-wait. */
  readonly wait: boolean;
  readonly keep: string;
}

const POLL_MS = 50;

/** Streams a recording with its own numbers and, times the speed, in its own time. */
export async function replay(path: string, flags: ReplayFlags, io: CommandIo): Promise<ExitCode> {
  const speed = Number(flags.speed);
  if (!(speed > 0 && Number.isFinite(speed))) {
    throw new PerfError(
      'bad-usage',
      `--speed: expected a number above 0, found ${JSON.stringify(flags.speed)}`,
    );
  }
  const keepMs = parseDuration(flags.keep, '--keep', { mayBeZero: true });
  const listening = await parseListening(flags, io);
  const messages = readRecording(path);
  // The first is read before any address is printed: a bad file is reported at once.
  const first = await messages.next();
  const hub = newHub(epochOf(first.done === true ? undefined : first.value.message), {});
  const served = await serveHub(hub, { ...listening, keepMs });
  printAddresses(served.addresses, flags, io);
  while (flags.wait && hub.watcherCount === 0 && !io.stop.aborted) await pause(POLL_MS, io.stop);
  try {
    const startMs = io.nowMs();
    for (let next = first; next.done !== true && !io.stop.aborted; next = await messages.next()) {
      const { atMs, message } = next.value;
      const waitMs = startMs + atMs / speed - io.nowMs();
      if (waitMs > 1) await pause(waitMs, io.stop);
      served.driver.relay(message);
    }
  } catch (error) {
    await served.goAway();
    throw error;
  }
  if (io.stop.aborted) {
    await served.goAway();
    return EXIT_CODES.interrupted;
  }
  if (flags.quiet !== true && keepMs > 0) io.err(`perf-stream: replayed; still serving for ${flags.keep}\n`);
  await served.finish(io.stop);
  return EXIT_CODES.done;
}
