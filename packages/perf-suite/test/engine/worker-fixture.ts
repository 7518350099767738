import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Variant } from '@perf-suite/schema';
import {
  type RunWorkerOptions,
  runWorker,
  type WorkerExit,
} from '../../src/orchestrator/processes/run-worker.js';
import type {
  BenchmarkFailedMessage,
  BenchmarkMeasuredMessage,
  DeclaredBenchmark,
  SamplesMessage,
  WorkerJob,
  WorkerMessage,
} from '../../src/wire/protocol.js';

/**
 * Of tests that expect calls to be timed many at a time: where another program takes the core in the first of them, a
 * call looks slow enough to be timed alone.
 */
export const BATCHED = { retry: 2 };

/** A folder with files in it, and real workers that run benchmark files from there. */
export class Project {
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), 'perf-engine-')));
  readonly cacheFolder = join(this.root, '.perf/cache');

  /** Writes a file (its folders too) and returns its absolute path. */
  write(path: string, content: string): string {
    const file = join(this.root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    return file;
  }

  /** Makes the tinybench of this package (or another folder) importable in the project. */
  installTinybench(folder = dirname(dirname(createRequire(import.meta.url).resolve('tinybench')))): void {
    mkdirSync(join(this.root, 'node_modules'), { recursive: true });
    symlinkSync(folder, join(this.root, 'node_modules/tinybench'));
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  source(
    variant: Variant,
    path: string,
    given: Partial<WorkerJob['variants'][number]> = {},
  ): WorkerJob['variants'][number] {
    const file = join(this.root, path);
    return { variant, file, contentFrom: file, folder: this.root, packages: {}, ...given };
  }

  async list(path: string, variants: WorkerJob['variants'] = [this.source('head', path)]): Promise<Outcome> {
    return this.work(path, { task: 'list', variants });
  }

  /** Lists the file's benchmarks, then measures those of head for a short time. */
  async measure(path: string, given: MeasureOptions = {}): Promise<Outcome> {
    const variants = given.variants ?? [this.source('head', path)];
    const listed = await this.list(path, variants);
    const ids = listed.declared('head').map(({ id }) => id);
    return this.work(path, {
      task: 'measure',
      variants,
      benchmarks: ids.map((id) => ({
        id,
        batchSize: null,
        timeMs: given.timeMs ?? 5,
        warmupMs: given.warmupMs ?? 5,
      })),
      ...given,
    });
  }

  async work(
    path: string,
    given: Pick<WorkerJob, 'task' | 'variants'> & Partial<WorkerJob> & MeasureOptions,
  ): Promise<Outcome> {
    const outcome = new Outcome();
    const { options, timeMs: _timeMs, warmupMs: _warmupMs, ...job } = given;
    const exit = await runWorker(
      { root: this.root, fileId: path, benchmarks: [], seed: 1, cacheFolder: this.cacheFolder, ...job },
      {
        core: null,
        nodeFlags: [],
        timeoutMs: 20_000,
        ...options,
        onMessage(message) {
          outcome.messages.push(message);
          options?.onMessage?.(message);
        },
      },
    );
    return Object.assign(outcome, { exit });
  }
}

export interface MeasureOptions {
  readonly variants?: WorkerJob['variants'];
  readonly timeMs?: number;
  readonly warmupMs?: number;
  readonly options?: Partial<RunWorkerOptions>;
}

/** Everything that came out of one worker. */
export class Outcome {
  readonly messages: WorkerMessage[] = [];
  readonly exit!: WorkerExit;

  declared(variant: Variant): readonly DeclaredBenchmark[] {
    for (const message of this.messages) {
      if (message.type === 'loaded' && message.variant === variant) return message.benchmarks;
    }
    throw new Error(`${variant} was not loaded: ${this.summary()}`);
  }

  names(): string[] {
    return this.declared('head').map(({ id }) => id.slice(id.indexOf('#') + 1));
  }

  loadFailure(variant: Variant = 'head'): {
    code: string;
    message: string;
    hint: string | null;
    stack: string;
  } {
    for (const message of this.messages) {
      if (message.type === 'load-failed' && message.variant === variant) {
        return { ...message, stack: message.stack ?? '' };
      }
    }
    throw new Error(`${variant} did not fail to load: ${this.summary()}`);
  }

  samples(name: string): readonly SamplesMessage[] {
    return this.messages
      .filter((message) => message.type === 'samples')
      .filter(({ id }) => isNamed(id, name));
  }

  measured(name: string): BenchmarkMeasuredMessage {
    return this.#one(
      name,
      this.messages.filter((message) => message.type === 'benchmark-measured'),
    );
  }

  failed(name: string): BenchmarkFailedMessage {
    return this.#one(
      name,
      this.messages.filter((message) => message.type === 'benchmark-failed'),
    );
  }

  batchSize(name: string): number {
    return this.#one(
      name,
      this.messages.filter((message) => message.type === 'benchmark-started'),
    ).batchSize;
  }

  /** What came out, short enough for a test's message. */
  summary(): string {
    const messages = this.messages.map((message) => JSON.stringify(message).slice(0, 300));
    return [...messages, this.exit.kind, this.exit.output.slice(-500)].join('\n');
  }

  #one<T extends { readonly id: string }>(name: string, messages: readonly T[]): T {
    const found = messages.find(({ id }) => isNamed(id, name));
    if (found === undefined) throw new Error(`nothing about "${name}": ${this.summary()}`);
    return found;
  }
}

function isNamed(id: string, name: string): boolean {
  return id.slice(id.indexOf('#') + 1) === name;
}
