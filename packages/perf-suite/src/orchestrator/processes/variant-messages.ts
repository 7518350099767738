import type { Variant, Warning } from '@perf-suite/schema';
import type {
  BenchmarkMeasuredMessage,
  ProcessUsage,
  SamplesMessage,
  WorkerMessage,
} from '../../wire/protocol.js';
import { addTimes } from '../../wire/stage-clock.js';

/** How often joined samples go on; each process sends its own after every slice. */
const FLUSH_MS = 50;

const NO_USAGE: ProcessUsage = { atMs: 0, cpuUserMs: 0, cpuSystemMs: 0, rssBytes: 0, heapUsedBytes: 0 };

type Finished = Extract<WorkerMessage, { readonly type: 'finished' }>;

/**
 * Joins what two variant processes say into what one worker with both variants would have said: their slices become
 * pairs. They speak in turns, so that whoever's slice comes in first was measured first.
 */
export class VariantMessages {
  readonly #emit: (message: WorkerMessage) => void;
  readonly #nowMs: () => number;
  readonly #usage: Record<Variant, ProcessUsage> = { base: NO_USAGE, head: NO_USAGE };
  readonly #measured: Partial<Record<Variant, BenchmarkMeasuredMessage>> = {};
  readonly #finished: Partial<Record<Variant, Finished>> = {};
  #startedId: string | null = null;
  #failedId: string | null = null;
  /** The first half of a pair of slices. */
  #firstSlice: { readonly variant: Variant; readonly durationsNs: Float64Array } | null = null;
  #pairs: { readonly head: number[]; readonly base: number[]; readonly headFirst: number[] } = emptyPairs();
  #flushedAtMs: number;

  constructor(emit: (message: WorkerMessage) => void, nowMs: () => number) {
    this.#emit = emit;
    this.#nowMs = nowMs;
    this.#flushedAtMs = nowMs();
  }

  receive(variant: Variant, message: WorkerMessage): void {
    if ('usage' in message) this.#usage[variant] = message.usage;
    switch (message.type) {
      case 'loaded':
        this.#emit({ ...message, usage: this.#bothUsages() });
        return;
      case 'load-failed':
        this.#emit(message);
        return;
      case 'benchmark-started':
        if (this.#startedId !== message.id) this.#emit(message);
        this.#startedId = message.id;
        return;
      case 'samples':
        this.#addSlice(variant, message);
        return;
      case 'benchmark-measured':
        this.#measuredBy(variant, message);
        return;
      case 'benchmark-failed':
        this.flush();
        if (this.#failedId !== message.id) this.#emit(message);
        this.#failedId = message.id;
        return;
      case 'finished':
        this.#finishedBy(variant, message);
        return;
    }
  }

  /** Hands on all whole pairs. */
  flush(): void {
    this.#firstSlice = null;
    this.#flushedAtMs = this.#nowMs();
    const { head, base, headFirst } = this.#pairs;
    if (head.length === 0 || this.#startedId === null) return;
    this.#pairs = emptyPairs();
    this.#emit({
      type: 'samples',
      id: this.#startedId,
      head: Float64Array.from(head),
      base: Float64Array.from(base),
      headFirst: Uint8Array.from(headFirst),
      usage: this.#bothUsages(),
    });
  }

  /** A process's only variant comes in the column of head. */
  #addSlice(variant: Variant, { head: durationsNs }: SamplesMessage): void {
    const first = this.#firstSlice;
    if (first === null || first.variant === variant) {
      this.#firstSlice = { variant, durationsNs };
      return;
    }
    this.#firstSlice = null;
    const [base, head] =
      variant === 'head' ? [first.durationsNs, durationsNs] : [durationsNs, first.durationsNs];
    for (let i = 0; i < Math.min(base.length, head.length); i++) {
      this.#pairs.base.push(base[i] as number);
      this.#pairs.head.push(head[i] as number);
      this.#pairs.headFirst.push(first.variant === 'head' ? 1 : 0);
    }
    if (this.#nowMs() - this.#flushedAtMs >= FLUSH_MS) this.flush();
  }

  #measuredBy(variant: Variant, message: BenchmarkMeasuredMessage): void {
    this.#measured[variant] = message;
    const { base, head } = this.#measured;
    if (base?.id !== head?.id || base === undefined || head === undefined) return;
    this.flush();
    this.#emit({
      type: 'benchmark-measured',
      id: head.id,
      measuredCount: Math.min(base.measuredCount, head.measuredCount),
      memory: head.memory,
      noiseRatio: largerOf(base.noiseRatio, head.noiseRatio),
      warnings: onceEach([...head.warnings, ...base.warnings]),
      metrics: head.metrics,
      ...(head.allocation === undefined ? {} : { allocation: { ...base.allocation, ...head.allocation } }),
      ...(head.executionUsage === undefined
        ? {}
        : { executionUsage: { ...base.executionUsage, ...head.executionUsage } }),
      ...(head.ownTimes === undefined ? {} : { ownTimes: { ...base.ownTimes, ...head.ownTimes } }),
    });
  }

  #finishedBy(variant: Variant, message: Finished): void {
    this.#finished[variant] = message;
    const { base, head } = this.#finished;
    if (base === undefined || head === undefined) return;
    const rssPeakBytes = base.rssPeakBytes + head.rssPeakBytes;
    const times = addTimes(base.times, head.times);
    this.#emit({ type: 'finished', usage: this.#bothUsages(), rssPeakBytes, times });
  }

  #bothUsages(): ProcessUsage {
    const { base, head } = this.#usage;
    return {
      atMs: Math.max(base.atMs, head.atMs),
      cpuUserMs: base.cpuUserMs + head.cpuUserMs,
      cpuSystemMs: base.cpuSystemMs + head.cpuSystemMs,
      rssBytes: base.rssBytes + head.rssBytes,
      heapUsedBytes: base.heapUsedBytes + head.heapUsedBytes,
    };
  }
}

function emptyPairs(): { head: number[]; base: number[]; headFirst: number[] } {
  return { head: [], base: [], headFirst: [] };
}

function largerOf(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}

function onceEach(warnings: readonly Warning[]): Warning[] {
  return [...new Map(warnings.map((warning) => [warning.code, warning])).values()];
}
