import { setTimeout as sleep } from 'node:timers/promises';
import { parseDuration } from '@perf-suite/command-line';
import { styleFor } from '@perf-suite/command-line/terminal';
import { EXIT_CODES, type ExitCode, PerfError } from '@perf-suite/schema';
import { drawSummary } from '../top/draw-summary.js';
import { fetchSummary } from '../top/fetch-summary.js';
import type { GuardedIo } from './io.js';
import { readSecret } from './read-secret.js';

/** The flags of `top`, as typed. */
export interface TopFlags {
  readonly tokenFile?: string;
  readonly every: string;
  readonly once?: boolean;
  readonly color?: boolean;
  readonly ascii?: boolean;
}

/** Clears a terminal and starts at its top. */
const CLEAR = '\u001b[H\u001b[2J';

/**
 * Shows the state of machines and runs until it is stopped; once where standard output is no terminal.
 * @throws {PerfError} on bad flags, and when no exporter answers at first
 */
export async function top(address: string, flags: TopFlags, io: GuardedIo): Promise<ExitCode> {
  const everyMs = parseDuration(flags.every, '--every');
  const { tokenFile } = flags;
  io.secrets.add(io.environment.PERF_EXPORTER_TOKEN);
  const token =
    tokenFile === undefined
      ? io.environment.PERF_EXPORTER_TOKEN || null
      : await readSecret(tokenFile, '--token-file', io);
  const isWatching = flags.once !== true && process.stdout.isTTY === true;
  for (let isFirst = true; !io.stop.aborted; isFirst = false) {
    const lines = await linesOf(address, { token, flags, isFirst }, io);
    io.out(`${isWatching ? CLEAR : ''}${lines.join('\n')}\n`);
    if (!isWatching) break;
    await sleep(everyMs, undefined, { signal: io.stop }).catch(() => undefined);
  }
  return EXIT_CODES.done;
}

/** An exporter that is away for a while is waited for, once it has answered. */
async function linesOf(
  address: string,
  { token, flags, isFirst }: { token: string | null; flags: TopFlags; isFirst: boolean },
  io: GuardedIo,
): Promise<readonly string[]> {
  try {
    const summary = await fetchSummary({ address, token, signal: io.stop });
    return drawSummary(summary, styleFor(process.stdout, flags, io.environment));
  } catch (error) {
    if (isFirst || !(error instanceof PerfError)) throw error;
    return [error.message, ...(error.hint === undefined ? [] : [error.hint])];
  }
}
