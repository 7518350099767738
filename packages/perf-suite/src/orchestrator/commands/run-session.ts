import { EventEmitter } from 'node:events';
import { resolve } from 'node:path';
import { expectOneStandardInput, hideSecrets, parseStreamToken, readTls } from '@perf-suite/command-line';
import { styleFor } from '@perf-suite/command-line/terminal';
import { PerfError } from '@perf-suite/schema';
import type { CommandIo } from '../command-io.js';
import { requireTemporaryFolder } from '../environment/require-temporary-folder.js';
import type { LiveOptions } from '../live/live-services.js';
import type { RunTracer } from '../live/run-tracer.js';
import { writeCommandFile } from '../plan/command-file.js';
import type { PreparedRun } from '../plan/prepare-run.js';
import type { SavedFiles } from '../plan/reached-files.js';
import type { RunRequest } from '../plan/run-request.js';
import { parseShard } from '../plan/shard-plan.js';
import type { RunLock } from '../processes/run-lock.js';
import { runWorker } from '../processes/run-worker.js';
import { listenForStop, type StopSignals } from '../processes/stop-signals.js';
import type { EventLog } from '../results/event-log.js';
import type { RunRecorder } from '../results/run-recorder.js';
import { RunTimes } from '../results/run-times.js';
import type { SuiteParts, SuiteSettings } from '../rounds/run-suite.js';
import { displayModeOf } from '../terminal/display-mode.js';
import { ProgressDisplay } from '../terminal/progress-display.js';
import { parseFilter, type RunFlags, settingsFromFlags } from './run-flags.js';

/** What the first Ctrl-C is answered with. */
const ON_STOP = {
  preparing: 'Stopping; nothing was measured yet.',
  measuring: 'Stopping after this slice; what was measured will be saved. Press Ctrl-C again to stop now.',
  explaining: 'Stopping; the run is saved with its verdicts. Press Ctrl-C again to stop now.',
  serving: null,
};

/** What `--watch` asks of one of its runs. */
export interface WatchedRun {
  /** Null measures all. */
  readonly saved: SavedFiles | null;
  /** Aborted where nobody will look at the result: nothing more is measured, saved or shown then. */
  readonly dropped: AbortSignal;
  /** Called before anything is measured with what benchmark files load and read, and with those that are gone. */
  onLoads(loads: PreparedRun['loads'], removed: readonly string[]): void;
}

/** One `run` command, from its flags to its end. */
export interface RunSession {
  readonly flags: RunFlags;
  readonly io: CommandIo;
  readonly request: RunRequest;
  readonly display: ProgressDisplay;
  readonly stop: StopSignals;
  /** What those who watch must show, and how they are spoken to. */
  readonly watchers: Pick<LiveOptions, 'token' | 'exporterToken' | 'tls'>;
  phase: keyof typeof ON_STOP;
  /** What its end has to close, in the order opened. */
  readonly closers: (() => Promise<void>)[];
}

/** A session whose rounds can begin. */
export interface OpenRun extends RunSession {
  readonly prepared: PreparedRun;
  readonly settings: SuiteSettings;
  readonly recorder: RunRecorder;
  readonly events: EventLog;
  readonly parts: SuiteParts;
  readonly lock: RunLock;
  /** Null without `--otlp`. */
  readonly tracer: RunTracer | null;
}

/**
 * Opens the terminal and listens for Ctrl-C, once the flags were found to fit together.
 * @throws {PerfError} `bad-usage`, `not-writable` without a folder for temporary files, and what reading tokens and
 *   certificates throws
 */
export async function openSession(
  files: readonly string[],
  flags: RunFlags,
  io: CommandIo,
  watched?: WatchedRun,
): Promise<RunSession> {
  const watchers = await readWatchers(flags, io);
  const root = resolve(io.cwd, flags.cwd ?? '.');
  const commandFile = await writeCommandFile(root, flags);
  const settings = settingsFromFlags(commandFile === null ? files : [...files, commandFile], flags);
  const nameless = settings.baseline?.find((file) => file.trim() === '');
  if (nameless !== undefined) throw emptyBaseline(nameless);
  requireTemporaryFolder();
  expectOneStandardInput(settings.baseline ?? [], {
    inputIsTerminal: process.stdin.isTTY === true,
    err: (text) => io.err.write(`perf-suite: ${text}`),
  });
  const display = new ProgressDisplay({
    stream: io.err,
    style: styleFor(io.err, flags, io.variables),
    mode: displayModeOf(io.err, flags, io.variables),
    verbose: flags.verbose === true,
    nowMs: () => performance.now(),
  });
  // Under --watch the watching process listens.
  const stop = listenForStop(watched === undefined ? process : new EventEmitter(), () => {
    const answer = ON_STOP[session.phase];
    if (answer !== null) display.writeWords(answer);
  });
  watched?.dropped.addEventListener('abort', () => stop.stopNow());
  if (watched?.dropped.aborted) stop.stopNow();
  const request = {
    root,
    flags: settings,
    filter: parseFilter(flags.filter),
    shard: parseShard(flags.shard),
    commandLine: io.commandLine,
    variables: io.variables,
    startedAt: new Date(),
    runWorker,
    stop: stop.afterSlice,
    isWatched: watched !== undefined,
    saved: watched?.saved ?? null,
    times: new RunTimes(() => performance.now()),
    // A step may name the user's own command for the base.
    onStep: (step: string) => display.step(hideSecrets(step)),
  };
  const session: RunSession = {
    flags,
    io,
    request,
    display,
    stop,
    watchers,
    phase: 'preparing',
    closers: [],
  };
  return session;
}

/** Closes what was opened, the last first, whatever one of them throws. */
export async function closeSession({ display, stop, closers }: RunSession): Promise<void> {
  try {
    for (let close = closers.pop(); close !== undefined; close = closers.pop()) await close();
  } finally {
    display.close();
    stop.close();
    await Promise.allSettled(closers.map((close) => close()));
  }
}

/**
 * Returns what those who watch must show, and how they are spoken to.
 * @throws {PerfError} `bad-usage`, and what reading tokens and certificates throws
 */
export async function readWatchers(
  flags: Pick<RunFlags, 'live' | 'liveKeep' | 'tlsCert' | 'tlsKey'>,
  { variables }: CommandIo,
): Promise<RunSession['watchers']> {
  if (flags.liveKeep !== undefined && flags.live !== true) throw keepWithoutLive();
  return {
    token: parseStreamToken(undefined, variables),
    exporterToken: exporterTokenOf(variables),
    tls: await readTls(flags.tlsCert, flags.tlsKey),
  };
}

/** @throws {PerfError} `bad-usage` when no header can hold it */
function exporterTokenOf({ PERF_EXPORTER_TOKEN: token }: CommandIo['variables']): string | undefined {
  if (token === undefined || token === '') return undefined;
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  throw new PerfError('bad-usage', 'PERF_EXPORTER_TOKEN: expected one word of printable ASCII', {
    hint: 'It is the token in the file that perf-exporter serve --token-file names, without a newline.',
  });
}

function keepWithoutLive(): PerfError {
  return new PerfError('bad-usage', '--live-keep: expected --live with it, found none', {
    hint: 'Without --live there is nothing to keep serving.',
  });
}

/** It would be taken for the folder itself. */
function emptyBaseline(found: string): PerfError {
  return new PerfError('bad-usage', `--baseline: expected a run file, found ${JSON.stringify(found)}`, {
    hint: 'The variable that it was to come from may be unset.',
  });
}
