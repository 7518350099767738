import { Worker } from 'node:worker_threads';
import type { GeneratorOptions, LoadFacts, LoadOptions } from '../load-generator.js';
import type { Outcome } from '../measure/outcome.js';
import { outcomesOf } from './outcome-batch.js';
import type { ThreadCommand, ThreadData, ThreadMessage } from './thread-messages.js';

export interface ThreadLoadOptions extends Omit<LoadOptions, 'onOutcome'> {
  /** Called some ten times a second with what has ended since, in order. It delays no request. */
  readonly onOutcomes: (outcomes: Iterable<Outcome>) => void;
}

interface Running {
  readonly onOutcomes: ThreadLoadOptions['onOutcomes'];
  resolve(facts: LoadFacts): void;
  reject(error: unknown): void;
}

/**
 * A load generator in a thread of its own: what this thread does meanwhile (drawing, streaming, saving) delays no
 * request, and the CPU time that the generator took is known by itself.
 */
export class LoadThread {
  readonly #worker: Worker;
  readonly #closed: Promise<void>;
  #running: Running | null = null;

  constructor(options: GeneratorOptions) {
    const workerData: ThreadData = options;
    this.#worker = new Worker(new URL('./thread-main.js', import.meta.url), { workerData });
    this.#worker.on('message', (message: ThreadMessage) => this.#take(message));
    this.#worker.on('error', (error) => this.#fail(error));
    this.#closed = new Promise((resolve) => {
      this.#worker.on('exit', () => {
        this.#fail(new Error('the thread of the load generator ended'));
        resolve();
      });
    });
  }

  /**
   * Sends load for a time; see `LoadGenerator.run`.
   * @throws {RangeError} as there
   */
  async run({ model, timeMs, seed, signal, onOutcomes }: ThreadLoadOptions): Promise<LoadFacts> {
    if (this.#running !== null) throw new RangeError('this generator already runs: await its end first');
    const onAbort = (): void => this.#tell({ kind: 'stop' });
    try {
      return await new Promise<LoadFacts>((resolve, reject) => {
        this.#running = { onOutcomes, resolve, reject };
        this.#tell({ kind: 'run', options: { model, timeMs, ...(seed !== undefined && { seed }) } });
        signal?.addEventListener('abort', onAbort, { once: true });
        if (signal?.aborted) onAbort();
      });
    } finally {
      signal?.removeEventListener('abort', onAbort);
      this.#running = null;
    }
  }

  /** Closes all connections and ends the thread, also in the middle of a run, which then fails. */
  async close(): Promise<void> {
    this.#tell({ kind: 'close' });
    const timer = setTimeout(() => void this.#worker.terminate(), CLOSING_MS);
    await this.#closed;
    clearTimeout(timer);
  }

  #tell(command: ThreadCommand): void {
    this.#worker.postMessage(command);
  }

  #take(message: ThreadMessage): void {
    if (message.kind === 'outcomes') this.#running?.onOutcomes(outcomesOf(message.batch));
    else if (message.kind === 'done') this.#running?.resolve(message.facts);
    else if (message.kind === 'failed') this.#fail(message.error);
    else void this.#worker.terminate();
  }

  #fail(error: unknown): void {
    this.#running?.reject(error);
  }
}

/** A connection that does not close must not keep the command. */
const CLOSING_MS = 1000;
