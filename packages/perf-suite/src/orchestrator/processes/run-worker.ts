import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { PerfError } from '@perf-suite/schema';
import { BadFrameError, type Frame, FrameReader } from '../../wire/frames.js';
import type { ProcessUsage, WorkerJob, WorkerMessage } from '../../wire/protocol.js';
import type { Turn, TurnAnswer } from '../../wire/turn-protocol.js';
import { type ChildEnd, childEnd } from './child-end.js';
import { mapStack } from './map-stack.js';
import { type ProcessOptions, sideOf, startProcess } from './start-process.js';
import { Tail } from './tail.js';
import { exitKind, type Reached, type WorkerExit } from './worker-exit.js';

export type { WorkerExit } from './worker-exit.js';

export interface RunWorkerOptions extends ProcessOptions {
  /** The longest that loading, or one benchmark from its set-up to its end, may take. */
  readonly timeoutMs: number;
  onMessage(message: WorkerMessage): void;
  /** Called when a variant process waits for its turn; `answer` lets it go on. */
  onTurn?(turn: Turn, answer: (answer: TurnAnswer) => void): void;
  /** Kills the worker at once. */
  readonly signal?: AbortSignal;
  /** Lets the worker end after the slice that it is measuring. */
  readonly stopAfterSlice?: AbortSignal;
}

/** Enough for a few screens of what the user's code printed. */
const OUTPUT_LIMIT = 16_384;

/**
 * Runs one job in a fresh process and returns how that ended; what it measured comes through
 * `onMessage`, in order, before the promise settles.
 * @throws {PerfError} `worker-died` when no process can be started; else what `onMessage` throws
 */
export async function runWorker(job: WorkerJob, options: RunWorkerOptions): Promise<WorkerExit> {
  const startedAtMs = performance.now();
  const temporaryFolder = sideOf(job) === null ? null : await makeTemporaryFolder();
  try {
    const child = startProcess(job, { ...options, temporaryFolder });
    const watched = new WatchedWorker(child, options, job.cacheFolder);
    const ending = await watched.ended();
    return { ...ending, durationMs: performance.now() - startedAtMs };
  } finally {
    if (temporaryFolder !== null)
      await rm(temporaryFolder, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** A side's own, so that neither finds what the other wrote; null where the system's takes none. */
function makeTemporaryFolder(): Promise<string | null> {
  return mkdtemp(join(tmpdir(), 'perf-')).catch(() => null);
}

/** Moves a failure's stack from the transformed code to the lines that the user wrote. */
function inUsersLines(message: WorkerMessage, cacheFolder: string): WorkerMessage {
  if (message.type !== 'load-failed' && message.type !== 'benchmark-failed') return message;
  return message.stack === null ? message : { ...message, stack: mapStack(message.stack, cacheFolder) };
}

/** A running worker: reads its frames, kills it when it stays too long. */
class WatchedWorker {
  readonly #child: ChildProcess;
  readonly #options: RunWorkerOptions;
  readonly #cacheFolder: string;
  readonly #output = new Tail(OUTPUT_LIMIT);
  readonly #frames = new FrameReader();
  #firstUsage: ProcessUsage | null = null;
  #lastUsage: ProcessUsage | null = null;
  #rssPeakBytes = 0;
  #current: string | null = null;
  #reached: Reached | null = null;
  #finished = false;
  #timedOut = false;
  #garbled = false;
  #stopRequested = false;
  #thrown: unknown = null;
  #watchdog: NodeJS.Timeout | undefined;
  #deadlineMs = 0;

  constructor(child: ChildProcess, options: RunWorkerOptions, cacheFolder: string) {
    this.#child = child;
    this.#options = options;
    this.#cacheFolder = cacheFolder;
  }

  async ended(): Promise<Omit<WorkerExit, 'durationMs'>> {
    const { signal, stopAfterSlice } = this.#options;
    const kill = () => this.#kill();
    const stop = () => this.#stop();
    this.#listen();
    this.#restartWatchdog();
    signal?.addEventListener('abort', kill);
    stopAfterSlice?.addEventListener('abort', stop);
    if (signal?.aborted) kill();
    if (stopAfterSlice?.aborted) stop();
    try {
      const { exitCode, signalName } = await this.#closed();
      if (this.#thrown !== null) throw this.#thrown;
      return this.#summary(exitCode, signalName);
    } finally {
      clearTimeout(this.#watchdog);
      signal?.removeEventListener('abort', kill);
      stopAfterSlice?.removeEventListener('abort', stop);
    }
  }

  #listen(): void {
    const { stdout, stderr, stdio } = this.#child;
    for (const stream of [stdout, stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => this.#output.push(text));
    }
    const frames = stdio[3] as Readable;
    frames.on('data', (chunk: Buffer) => this.#read(chunk));
    frames.on('error', () => {});
    (stdio[4] as Writable).on('error', () => {});
  }

  async #closed(): Promise<ChildEnd> {
    // What it left running in its group would keep its pipes open, and this run waiting.
    this.#child.once('exit', () => this.#killGroup());
    try {
      return await childEnd(this.#child);
    } catch (cause) {
      const message = `could not start a worker process: ${(cause as Error).message}`;
      throw new PerfError('worker-died', message, { cause });
    }
  }

  /** Takes in what came over the pipe for frames; the user's code may have written to it, too. */
  #read(chunk: Buffer): void {
    if (this.#garbled || this.#thrown !== null) return;
    try {
      for (const frame of this.#frames.push(chunk)) this.#receive(frame);
    } catch (error) {
      if (error instanceof BadFrameError) this.#garbled = true;
      else this.#thrown = error;
      this.#kill();
    }
  }

  #receive(frame: Frame): void {
    if ('usage' in frame) this.#noteUsage(frame.usage);
    if (frame.type === 'stage') {
      this.#reached = frame;
      return;
    }
    if (frame.type === 'enter') this.#enter(frame.id);
    if (frame.type === 'benchmark-measured' || frame.type === 'benchmark-failed') this.#enter(null);
    if (frame.type === 'finished') {
      this.#finished = true;
      this.#enter(null);
      this.#rssPeakBytes = Math.max(this.#rssPeakBytes, frame.rssPeakBytes);
    }
    if (frame.type === 'enter' || frame.type === 'loaded' || frame.type === 'load-failed')
      this.#restartWatchdog();
    if (frame.type === 'turn') this.#takeTurn(frame.turn);
    else if (frame.type !== 'enter') this.#options.onMessage(inUsersLines(frame, this.#cacheFolder));
  }

  #enter(id: string | null): void {
    this.#current = id;
    this.#reached = null;
  }

  #noteUsage(usage: ProcessUsage): void {
    this.#firstUsage ??= usage;
    this.#lastUsage = usage;
    this.#rssPeakBytes = Math.max(this.#rssPeakBytes, usage.rssBytes);
  }

  /** The time that a variant process waits for its turn is not its own. */
  #takeTurn(turn: Turn): void {
    clearTimeout(this.#watchdog);
    const leftMs = this.#deadlineMs - performance.now();
    this.#options.onTurn?.(turn, (answer) => {
      this.#watchFor(leftMs);
      (this.#child.stdio[4] as Writable).write(`${JSON.stringify(answer)}\n`);
    });
  }

  #restartWatchdog(): void {
    this.#watchFor(this.#options.timeoutMs);
  }

  #watchFor(leftMs: number): void {
    clearTimeout(this.#watchdog);
    this.#deadlineMs = performance.now() + leftMs;
    this.#watchdog = setTimeout(() => {
      this.#timedOut = true;
      this.#kill();
    }, leftMs);
  }

  #stop(): void {
    this.#stopRequested = true;
    (this.#child.stdio[4] as Writable).write('stop\n');
  }

  #kill(): void {
    this.#killGroup();
    this.#child.kill('SIGKILL');
  }

  #killGroup(): void {
    const { pid } = this.#child;
    if (pid === undefined || process.platform === 'win32') return;
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // Nobody is left in its group.
    }
  }

  #summary(exitCode: number | null, signalName: string | null): Omit<WorkerExit, 'durationMs'> {
    const output = this.#output.toString();
    const last = this.#lastUsage;
    const kind = exitKind({
      finished: this.#finished,
      stopRequested: this.#stopRequested,
      timedOut: this.#timedOut,
      garbled: this.#garbled,
      exitCode,
      signalName,
      output,
    });
    return {
      kind,
      exitCode,
      signalName,
      output,
      rssStartBytes: this.#firstUsage?.rssBytes ?? 0,
      rssPeakBytes: this.#rssPeakBytes,
      rssEndBytes: last?.rssBytes ?? 0,
      cpuUserMs: last?.cpuUserMs ?? 0,
      cpuSystemMs: last?.cpuSystemMs ?? 0,
      current: this.#current,
      reached: this.#reached,
    };
  }
}
