import type { Variant } from '@perf-suite/schema';
import type { VariantSource, WorkerJob, WorkerMessage } from '../../wire/protocol.js';
import { createRandom, deriveSeed } from '../../wire/random.js';
import type { AnswerFor, TurnAnswer } from '../../wire/turn-protocol.js';
import type { RunWorker } from '../rounds/measure-round.js';
import type { RunWorkerOptions } from './run-worker.js';
import { TurnArbiter } from './turn-arbiter.js';
import { VariantMessages } from './variant-messages.js';
import type { WorkerExit } from './worker-exit.js';

/**
 * Returns a way to run jobs of two variants in two processes, one for each, that take turns on one core
 * and are never at work at the same time. To its caller it is one worker that measures both. Services are processes
 * anyway: one worker sends load to both.
 */
export function inVariantProcesses(runWorker: RunWorker): RunWorker {
  return (job, options) => {
    const [first, second] = job.variants;
    if (first === undefined || second === undefined || job.ofService) return runWorker(job, options);
    return new VariantProcesses(job, options, runWorker).run(first, second);
  };
}

class VariantProcesses {
  readonly #job: WorkerJob;
  readonly #options: RunWorkerOptions;
  readonly #runWorker: RunWorker;
  readonly #arbiter: TurnArbiter;
  readonly #messages: VariantMessages;
  readonly #kill = new AbortController();
  readonly #answers = new Map<Variant, (answer: TurnAnswer) => void>();
  /** How the first process ended that did not finish its job. */
  #culprit: WorkerExit | null = null;

  constructor(job: WorkerJob, options: RunWorkerOptions, runWorker: RunWorker) {
    this.#job = job;
    this.#options = options;
    this.#runWorker = runWorker;
    this.#messages = new VariantMessages(options.onMessage, () => performance.now());
    const { coin } = createRandom(deriveSeed(job.seed, 'processes'));
    const requests = new Map(job.benchmarks.map((request) => [request.id, request]));
    this.#arbiter = new TurnArbiter({
      ids: job.benchmarks.map(({ id }) => id),
      first: job.variants[0]?.variant ?? 'head',
      coin,
      nowMs: () => performance.now(),
      timeOf: (id) => requests.get(id) ?? { timeMs: 0 },
    });
  }

  async run(first: VariantSource, second: VariantSource): Promise<WorkerExit> {
    const { signal, stopAfterSlice } = this.#options;
    const kill = () => this.#kill.abort();
    const stop = () => this.#arbiter.stop();
    signal?.addEventListener('abort', kill);
    stopAfterSlice?.addEventListener('abort', stop);
    if (signal?.aborted) kill();
    if (stopAfterSlice?.aborted) stop();
    try {
      const exits = await Promise.all([this.#runOne(first), this.#runOne(second)]);
      this.#messages.flush();
      return joinExits(exits, this.#culprit);
    } finally {
      signal?.removeEventListener('abort', kill);
      stopAfterSlice?.removeEventListener('abort', stop);
    }
  }

  async #runOne(source: VariantSource): Promise<WorkerExit> {
    const { variant } = source;
    // Which slots of a hash table collide depends on the seed: with one for each, equal code differs.
    const hashSeed = 1 + (this.#job.seed % 0x7ffffffe);
    try {
      const exit = await this.#runWorker(
        { ...this.#job, variants: [source], takesTurns: true },
        {
          ...this.#options,
          nodeFlags: [`--hash-seed=${hashSeed}`, ...this.#options.nodeFlags],
          signal: this.#kill.signal,
          onMessage: (message) => this.#receive(variant, message),
          onTurn: (turn, answer) => {
            this.#answers.set(variant, answer);
            this.#let(this.#arbiter.announce(variant, turn));
          },
        },
      );
      this.#ended(variant, exit);
      return exit;
    } catch (error) {
      this.#kill.abort();
      throw error;
    }
  }

  #receive(variant: Variant, message: WorkerMessage): void {
    if (message.type === 'benchmark-failed') this.#arbiter.abandon(message.id);
    this.#messages.receive(variant, message);
    if (message.type === 'load-failed') this.#kill.abort();
  }

  #ended(variant: Variant, exit: WorkerExit): void {
    if (exit.kind === 'finished' || exit.kind === 'stopped') {
      this.#let(this.#arbiter.end(variant));
      return;
    }
    // One that was killed along with the other did nothing wrong.
    if (!this.#kill.signal.aborted || this.#options.signal?.aborted) this.#culprit ??= exit;
    this.#kill.abort();
  }

  #let(next: AnswerFor | null): void {
    if (next !== null) this.#answers.get(next.variant)?.(next.answer);
  }
}

/** Returns how the pair ended: as the one that went wrong, with what both used. */
function joinExits(exits: readonly WorkerExit[], culprit: WorkerExit | null): WorkerExit {
  const finished = exits.find(({ kind }) => kind === 'finished' || kind === 'stopped');
  const reported = culprit ?? finished ?? (exits[0] as WorkerExit);
  const sum = (read: (exit: WorkerExit) => number): number =>
    exits.reduce((total, exit) => total + read(exit), 0);
  return {
    ...reported,
    durationMs: Math.max(...exits.map(({ durationMs }) => durationMs)),
    rssStartBytes: sum(({ rssStartBytes }) => rssStartBytes),
    rssPeakBytes: sum(({ rssPeakBytes }) => rssPeakBytes),
    rssEndBytes: sum(({ rssEndBytes }) => rssEndBytes),
    cpuUserMs: sum(({ cpuUserMs }) => cpuUserMs),
    cpuSystemMs: sum(({ cpuSystemMs }) => cpuSystemMs),
  };
}
