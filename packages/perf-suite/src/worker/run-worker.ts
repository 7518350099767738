import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { PerfError } from '@perf-suite/schema';
import { mapStack } from '../load/map-stack.js';
import { type Frame, FrameReader } from './frames.js';
import { pinnedToCore } from './pin-to-core.js';
import type { ProcessUsage, WorkerJob, WorkerMessage } from './protocol.js';
import { Tail } from './tail.js';
import type { Grant, Turn } from './twin-protocol.js';
import { exitKind, type WorkerExit } from './worker-exit.js';

export type { WorkerExit } from './worker-exit.js';

export interface RunWorkerOptions {
  /** The core to run on, where the system can pin; null lets the system choose. */
  readonly core: number | null;
  /** Flags for Node itself, such as `--hash-seed=1`. */
  readonly nodeFlags: readonly string[];
  /** The longest that loading, or one benchmark from its set-up to its end, may take. */
  readonly timeoutMs: number;
  onMessage(message: WorkerMessage): void;
  /** Told when a twin waits for its turn; `grant` lets it go on. */
  onTurn?(turn: Turn, grant: (grant: Grant) => void): void;
  /** Kills the worker at once. */
  readonly signal?: AbortSignal;
  /** Lets the worker end after the slice that it is measuring. */
  readonly stopAfterSlice?: AbortSignal;
}

/** Enough for a few screens of what the user's code printed. */
const OUTPUT_LIMIT = 16_384;

/** Tests run from the sources, but a worker needs the built program. */
const WORKER_PROGRAM = join(
  dirname(createRequire(import.meta.url).resolve('perf-suite/package.json')),
  'dist/worker/worker-main.js',
);

/**
 * Runs one job in a fresh process and returns how that ended; what it measured comes through
 * `onMessage`, in order, before the promise settles.
 * @throws {PerfError} `worker-died` when no process can be started; else what `onMessage` throws
 */
export async function runWorker(job: WorkerJob, options: RunWorkerOptions): Promise<WorkerExit> {
  const startedAtMs = performance.now();
  const child = startProcess(job, options);
  const watched = new WatchedWorker(child, options, job.cacheFolder);
  const ending = await watched.ended();
  return { ...ending, durationMs: performance.now() - startedAtMs };
}

function startProcess(job: WorkerJob, options: RunWorkerOptions): ChildProcess {
  const { command, args } = pinnedToCore(
    { command: process.execPath, args: [...options.nodeFlags, WORKER_PROGRAM] },
    options.core,
  );
  const child = spawn(command, args, {
    cwd: job.root,
    stdio: ['pipe', 'pipe', 'pipe', 'pipe', 'pipe'],
    // A group of its own: Ctrl-C reaches only the parent, and killing it takes along what it started.
    detached: process.platform !== 'win32',
    windowsHide: true,
    env: workerEnvironment(process.env),
  });
  // A worker that died before it read its job reports that by its exit.
  child.stdin?.on('error', () => {});
  child.stdin?.end(JSON.stringify(job));
  return child;
}

/** Options of the parent, such as a loader or source maps, would change what is measured. */
function workerEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _parentOptions, NODE_V8_COVERAGE: _coverage, ...rest } = environment;
  return rest;
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
  readonly #usages: ProcessUsage[] = [];
  #rssPeakBytes = 0;
  #current: string | null = null;
  #finished = false;
  #timedOut = false;
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
    const reader = new FrameReader();
    const frames = stdio[3] as Readable;
    frames.on('data', (chunk: Buffer) => {
      for (const frame of reader.push(chunk)) this.#receive(frame);
    });
    frames.on('error', () => {});
    (stdio[4] as Writable).on('error', () => {});
  }

  #closed(): Promise<{ exitCode: number | null; signalName: string | null }> {
    return new Promise((resolve, reject) => {
      this.#child.once('error', (cause) => {
        reject(new PerfError('worker-died', `could not start a worker process: ${cause.message}`, { cause }));
      });
      // What it left running would keep its pipes open, and this run waiting.
      this.#child.once('exit', () => this.#killGroup());
      this.#child.once('close', (exitCode, signalName) => resolve({ exitCode, signalName }));
    });
  }

  #receive(frame: Frame): void {
    if ('usage' in frame) this.#usages.push(frame.usage);
    if (frame.type === 'enter') this.#current = frame.id;
    if (frame.type === 'benchmark-measured' || frame.type === 'benchmark-failed') this.#current = null;
    if (frame.type === 'finished') {
      this.#finished = true;
      this.#current = null;
      this.#rssPeakBytes = frame.rssPeakBytes;
    }
    if (frame.type === 'enter' || frame.type === 'loaded' || frame.type === 'load-failed')
      this.#restartWatchdog();
    if (frame.type === 'enter' || this.#thrown !== null) return;
    if (frame.type === 'turn') {
      this.#takeTurn(frame.turn);
      return;
    }
    try {
      this.#options.onMessage(inUsersLines(frame, this.#cacheFolder));
    } catch (error) {
      this.#thrown = error;
      this.#kill();
    }
  }

  /** The time that a twin waits for its turn is not its own. */
  #takeTurn(turn: Turn): void {
    clearTimeout(this.#watchdog);
    const leftMs = this.#deadlineMs - performance.now();
    this.#options.onTurn?.(turn, (grant) => {
      this.#watchFor(leftMs);
      (this.#child.stdio[4] as Writable).write(`${JSON.stringify(grant)}\n`);
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
    const first = this.#usages[0];
    const last = this.#usages.at(-1);
    const kind = exitKind({
      finished: this.#finished,
      stopRequested: this.#stopRequested,
      timedOut: this.#timedOut,
      exitCode,
      signalName,
      output,
    });
    return {
      kind,
      exitCode,
      signalName,
      output,
      rssStartBytes: first?.rssBytes ?? 0,
      rssPeakBytes: Math.max(this.#rssPeakBytes, ...this.#usages.map(({ rssBytes }) => rssBytes)),
      rssEndBytes: last?.rssBytes ?? 0,
      cpuUserMs: last?.cpuUserMs ?? 0,
      cpuSystemMs: last?.cpuSystemMs ?? 0,
      current: this.#current,
    };
  }
}
