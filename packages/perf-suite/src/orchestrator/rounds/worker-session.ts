import { type Failure, sampleStatistics, type Variant, type WorkerRecord } from '@perf-suite/schema';
import type {
  BenchmarkMeasuredMessage,
  ProcessUsage,
  SamplesMessage,
  WorkerMessage,
} from '../../wire/protocol.js';
import { createRandom, deriveSeed } from '../../wire/random.js';
import { NO_TIMES, type StageTimes } from '../../wire/stage-clock.js';
import type { WorkerExit } from '../processes/worker-exit.js';
import { hintFor } from '../processes/worker-exit-failure.js';
import { type BenchmarkRecord, NO_NOTES, type RoundNotes } from '../results/benchmark-record.js';
import type { EventLog } from '../results/event-log.js';
import { finishedEvent } from '../results/finished-event.js';
import { perIteration } from '../results/per-iteration.js';
import type { RunRecorder } from '../results/run-recorder.js';
import { SampleReservoir } from '../results/sample-reservoir.js';

type StartedMessage = Extract<WorkerMessage, { readonly type: 'benchmark-started' }>;

type FailureNow = Pick<Failure, 'reason' | 'message' | 'hint'> & { readonly stack: string | null };

const NOT_DECLARED_AGAIN: FailureNow = {
  reason: 'load',
  message: 'the file did not declare it when it was loaded again',
  stack: null,
  hint: 'Give it the same name each time, without a time, a random value or a counter in it, and declare it always.',
};

export interface SessionOptions {
  readonly recorder: RunRecorder;
  readonly events: EventLog;
  readonly round: number;
  /** What this worker is asked to measure. */
  readonly benchmarks: readonly BenchmarkRecord[];
  readonly sampleCap: number;
  /** The core the process is pinned to; null when it is not. */
  readonly core: number | null;
  /** True when this process replaces one that was killed from outside. */
  readonly repeated: boolean;
}

/** One worker process's messages, turned into records and live events. */
export class WorkerSession {
  readonly #options: SessionOptions;
  readonly #done = new Set<BenchmarkRecord>();
  readonly #startedAtMs: number;
  /** Samples sent so far for each of the benchmarks being measured. */
  readonly #sentCounts = new Map<BenchmarkRecord, number>();
  #lastUsage: ProcessUsage | null = null;
  /** Those being measured: one, or all requests to a service; none between two. */
  readonly #current = new Set<BenchmarkRecord>();
  readonly #loaded = new Set<Variant>();
  #times: StageTimes = NO_TIMES;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#startedAtMs = options.events.elapsedMs();
  }

  /** Whether the benchmark file got as far as declaring its benchmarks, in each variant. */
  get hasLoaded(): boolean {
    return this.#loaded.size === (this.#options.recorder.paired ? 2 : 1);
  }

  /** Where the process's time went, by its own account; nowhere where it did not come to its end. */
  get times(): StageTimes {
    return this.#times;
  }

  isDone(benchmark: BenchmarkRecord): boolean {
    return this.#done.has(benchmark);
  }

  receive(message: WorkerMessage): void {
    switch (message.type) {
      case 'loaded':
        this.#loaded.add(message.variant);
        this.#noteUsage(message.usage, 'start');
        this.#setAsideUnknown(new Set(message.benchmarks.map(({ id }) => id)), message.variant);
        return;
      case 'load-failed':
        this.#failAll({ reason: 'load', message: message.message, stack: message.stack });
        return;
      case 'benchmark-started':
        this.#start(message);
        return;
      case 'samples':
        this.#addSamples(message);
        return;
      case 'benchmark-measured':
        this.#measured(message);
        return;
      case 'benchmark-failed': {
        const { reason, stack, hint } = message;
        const where = this.#options.recorder.paired ? ` (${message.variant})` : '';
        const [firstLine = '', ...more] = message.message.split('\n');
        const failure = {
          reason,
          message: [`${firstLine}${where}`, ...more].join('\n'),
          stack,
          ...(hint !== undefined && { hint }),
        };
        this.fail(this.#options.recorder.benchmark(message.id), this.#inThisRound(failure));
        return;
      }
      case 'finished':
        this.#noteUsage(message.usage, 'end');
        this.#times = message.times;
        return;
    }
  }

  /** Records the process itself. */
  end(exit: WorkerExit): void {
    const { recorder, benchmarks, core, repeated } = this.#options;
    const record: WorkerRecord = {
      file: benchmarks[0]?.planned.fileId ?? '',
      startedAt: new Date(Date.parse(recorder.header.startedAt) + this.#startedAtMs).toISOString(),
      durationMs: exit.durationMs,
      core,
      cpuUserMs: exit.cpuUserMs,
      cpuSystemMs: exit.cpuSystemMs,
      rssStartBytes: exit.rssStartBytes,
      rssPeakBytes: exit.rssPeakBytes,
      rssEndBytes: exit.rssEndBytes,
      repeated,
    };
    recorder.addWorker(record);
  }

  /** Keeps what a run that is being stopped has of the benchmark it was on. */
  keepUnfinished(): void {
    for (const benchmark of [...this.#current]) this.#keep(benchmark, NO_NOTES);
  }

  announceRepeat(benchmark: BenchmarkRecord, { reason, message }: Failure): void {
    const { events, recorder } = this.#options;
    const warning = {
      code: 'worker-killed',
      message: `${message}; that round was repeated`,
      hint: hintFor({ reason, message }),
    };
    benchmark.dropRound();
    recorder.benchmark(benchmark.planned.id).warn(warning);
    events.emit({ type: 'warning', benchmark: benchmark.index, warning });
    this.#current.delete(benchmark);
  }

  /** Marks a benchmark as failed: it is measured no further, and what it gave before is kept. */
  fail(benchmark: BenchmarkRecord, failure: Failure): void {
    this.#keep(benchmark, NO_NOTES);
    benchmark.failure = failure;
    benchmark.finished = true;
    this.#done.add(benchmark);
    this.#options.events.emit(finishedEvent(benchmark));
  }

  #start({ id, batchSize, async, steadyAfterCalls }: StartedMessage): void {
    const { recorder, events, round, sampleCap } = this.#options;
    const benchmark = recorder.benchmark(id);
    const seed = deriveSeed(recorder.header.seed, 'reservoir', id, round);
    this.#current.add(benchmark);
    this.#sentCounts.set(benchmark, 0);
    benchmark.batchSize ??= batchSize;
    benchmark.isAsync = async;
    if (steadyAfterCalls !== undefined) benchmark.noteSteady(steadyAfterCalls);
    benchmark.startRound(new SampleReservoir(sampleCap, createRandom(seed).next));
    recorder.noteOrder(id);
    events.emit({
      type: 'benchmark-started',
      benchmark: benchmark.index,
      round,
      batchSize,
      attempt: benchmark.attempt,
    });
  }

  #addSamples({ id, head, base, headFirst, usage }: SamplesMessage): void {
    const { recorder, events, round } = this.#options;
    const benchmark = recorder.benchmark(id);
    benchmark.addSamples(head, base, headFirst);
    const first = this.#sentCounts.get(benchmark) ?? 0;
    const at = { type: 'samples', benchmark: benchmark.index, round, first } as const;
    const batchSize = benchmark.batchSize ?? 1;
    if (head.length > 0) events.emit({ ...at, variant: 'head', ns: perIteration(head, batchSize) });
    if (base !== null && base.length > 0) {
      events.emit({ ...at, variant: 'base', ns: perIteration(base, batchSize) });
    }
    this.#sentCounts.set(benchmark, first + head.length);
    this.#noteUsage(usage, 'peak');
  }

  #measured({ id, ownTimes, ...notes }: BenchmarkMeasuredMessage): void {
    const benchmark = this.#options.recorder.benchmark(id);
    const doubts = ownTimes === undefined ? [] : benchmark.noteOwnTimes(ownTimes);
    this.#keep(benchmark, { ...notes, warnings: [...notes.warnings, ...doubts] });
    this.#done.add(benchmark);
  }

  /** Closes the benchmark's round with the samples it has. */
  #keep(benchmark: BenchmarkRecord, notes: RoundNotes): void {
    const { events, round, recorder } = this.#options;
    this.#current.delete(benchmark);
    const news = benchmark.keepRound(round, notes, recorder.paired);
    for (const warning of news.newWarnings)
      events.emit({ type: 'warning', benchmark: benchmark.index, warning });
    if (news.kept === null) return;
    const batchSize = benchmark.batchSize ?? 1;
    const head = sampleStatistics(perIteration(news.kept.headNs, batchSize));
    if (head === null) return;
    events.emit({
      type: 'benchmark-measured',
      benchmark: benchmark.index,
      round,
      head,
      base: recorder.paired ? sampleStatistics(perIteration(news.kept.baseNs, batchSize)) : null,
      memory: notes.memory,
      ...(notes.allocation !== undefined && { allocation: notes.allocation }),
      ...(notes.executionUsage !== undefined && { executionUsage: notes.executionUsage }),
      ...(notes.requests !== undefined && { requests: notes.requests }),
      noiseRatio: notes.noiseRatio,
    });
    if (notes.metrics.length === 0) return;
    events.emit({ type: 'metrics', benchmark: benchmark.index, metrics: notes.metrics });
  }

  /**
   * A benchmark that base does not have cannot be paired: it is new, and no failure. Head declared all of them when
   * the run was planned: one that it does not declare any more would be lost without a word.
   */
  #setAsideUnknown(known: ReadonlySet<string>, variant: Variant): void {
    for (const benchmark of this.#options.benchmarks) {
      if (known.has(benchmark.planned.id) || this.isDone(benchmark)) continue;
      if (variant === 'head') {
        this.fail(benchmark, this.#inThisRound(NOT_DECLARED_AGAIN));
        continue;
      }
      const warning = benchmark.setAside('head', 'base does not declare it');
      this.#done.add(benchmark);
      this.#options.events.emit({ type: 'warning', benchmark: benchmark.index, warning });
      this.#options.events.emit(finishedEvent(benchmark));
    }
  }

  #failAll(failure: FailureNow): void {
    for (const benchmark of this.#options.benchmarks) {
      if (!this.isDone(benchmark)) this.fail(benchmark, this.#inThisRound(failure));
    }
  }

  #inThisRound({ stack, ...failure }: FailureNow): Failure {
    return { ...failure, round: this.#options.round, ...(stack === null ? {} : { stack }) };
  }

  #noteUsage(usage: ProcessUsage, phase: 'start' | 'peak' | 'end'): void {
    // By the worker's own clock: messages that were read together show nothing of the time between them.
    const before = this.#lastUsage ?? usage;
    const wallMs = usage.atMs - before.atMs;
    if (this.#lastUsage === null || wallMs > 0) this.#lastUsage = usage;
    this.#options.events.emit({
      type: 'resources',
      process: 'worker',
      phase,
      rssBytes: Math.round(usage.rssBytes),
      heapUsedBytes: Math.round(usage.heapUsedBytes),
      cpuRatio: wallMs > 0 ? Math.max(0, cpuOf(usage) - cpuOf(before)) / wallMs : 0,
      core: this.#options.core,
    });
  }
}

function cpuOf({ cpuUserMs, cpuSystemMs }: ProcessUsage): number {
  return cpuUserMs + cpuSystemMs;
}
