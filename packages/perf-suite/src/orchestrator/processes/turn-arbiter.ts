import type { Variant } from '@perf-suite/schema';
import { type MeasuringTime, timeLeftMs } from '../../wire/measuring-time.js';
import { resultsDiffer } from '../../wire/packed-result.js';
import { BUFFER_CAPACITY } from '../../wire/sample-buffer.js';
import type { AnswerFor, Turn, TurnAnswer } from '../../wire/turn-protocol.js';

/** Long enough to fill the caches again after a switch, short enough that both see the same machine. */
const SLICE_MS = 5;

export interface TurnArbiterOptions {
  /** Benchmarks in the order they are measured. */
  readonly ids: readonly string[];
  /** The variant that is loaded first. */
  readonly first: Variant;
  readonly coin: () => boolean;
  readonly nowMs: () => number;
  /** Time that slices of both variants may take together. */
  readonly timeOf: (id: string) => MeasuringTime;
}

/** Where in its job a process stands: the benchmark's number and how many turns it took in it. */
interface Position {
  readonly benchmark: number;
  readonly turn: number;
}

interface VariantProcess {
  readonly variant: Variant;
  position: Position;
  /** What it waits to do; null while it is at it, or has ended. */
  waiting: Turn | null;
  ended: boolean;
}

/** What both processes are sent at one position. */
interface Joint extends Position {
  readonly answer: TurnAnswer;
}

/**
 * Decides which of two processes goes next. Never lets both go: one does its turn, then the other the same,
 * a coin deciding who is first each time. Knows nothing of processes; time and coins come in.
 */
export class TurnArbiter {
  readonly #options: TurnArbiterOptions;
  readonly #processes: Readonly<Record<Variant, VariantProcess>>;
  readonly #abandoned = new Set<string>();
  #joint: Joint | null = null;
  #slice = { batchSize: 1, batchCount: 1 };
  #pairCount = 0;
  #spentMs = 0;
  #answeredAtMs = 0;
  #stopping = false;

  constructor(options: TurnArbiterOptions) {
    this.#options = options;
    this.#processes = { base: newProcess('base'), head: newProcess('head') };
  }

  /** A process announced its next turn. Returns who may go now; null while the other is still at it. */
  announce(variant: Variant, turn: Turn): AnswerFor | null {
    const process = this.#processes[variant];
    const benchmark = turn.id === null ? -1 : this.#options.ids.indexOf(turn.id);
    const same = benchmark === process.position.benchmark;
    process.position = { benchmark, turn: same ? process.position.turn + 1 : 0 };
    process.waiting = turn;
    if (turn.at === 'slice') this.#spentMs += this.#options.nowMs() - this.#answeredAtMs;
    return this.#next();
  }

  /** A process did its job and is gone. Returns who may go now. */
  end(variant: Variant): AnswerFor | null {
    this.#processes[variant].ended = true;
    return this.#next();
  }

  /** A benchmark failed in one process: the other leaves it too. */
  abandon(id: string): void {
    this.#abandoned.add(id);
  }

  /** Ends the benchmark that is measured after the pair of slices under way, and begins no other. */
  stop(): void {
    this.#stopping = true;
  }

  #next(): AnswerFor | null {
    const { base, head } = this.#processes;
    const [behind, other] = comparePositions(base.position, head.position) <= 0 ? [base, head] : [head, base];
    const [ready, partner] = behind.ended ? [other, behind] : [behind, other];
    if (ready.waiting === null || (partner.waiting === null && !partner.ended)) return null;
    const level = !partner.ended && comparePositions(ready.position, partner.position) === 0;
    if (!level) return this.#let(ready, this.#answerToLaggard(ready));
    const answer = this.#answerToBoth(base.waiting as Turn, head.waiting as Turn);
    this.#joint = { ...base.position, answer };
    const { first, coin } = this.#options;
    const isHeadFirst = ready.waiting.at === 'load' ? first === 'head' : coin();
    return this.#let(this.#processes[isHeadFirst ? 'head' : 'base'], answer);
  }

  /** The second of a pair gets what the first got; one whose partner skipped this benchmark leaves it. */
  #answerToLaggard(process: VariantProcess): TurnAnswer {
    const { waiting, position } = process;
    if (waiting?.id !== null && this.#abandoned.has(waiting?.id ?? '')) return { kind: 'abandon' };
    const joint = this.#joint;
    const shared = joint !== null && comparePositions(joint, position) === 0;
    return shared ? joint.answer : { kind: 'abandon' };
  }

  #answerToBoth(base: Turn, head: Turn): TurnAnswer {
    if (base.id !== null && this.#abandoned.has(base.id)) return { kind: 'abandon' };
    if (base.at === 'warm-up' && head.at === 'warm-up') {
      return {
        kind: 'warm-up',
        shape: {
          async: base.shape.async || head.shape.async,
          overridden: base.shape.overridden || head.shape.overridden,
          oneByOne: base.shape.oneByOne || head.shape.oneByOne,
        },
        differs: resultsDiffer(base.result, head.result),
      };
    }
    if (base.at === 'first-slice' && head.at === 'first-slice') {
      this.#pairCount = 0;
      this.#spentMs = 0;
      // One size for both: the one that suits the slower.
      const batchSize = Math.min(base.batchSize, head.batchSize);
      const batchMs = (batchSize * Math.max(base.callNs, head.callNs)) / 1e6;
      this.#slice = { batchSize, batchCount: batchesFor(batchMs) };
      return this.#sliceAnswer();
    }
    if (base.at === 'slice') return this.#isComplete(base.id) ? { kind: 'end' } : this.#sliceAnswer();
    if (base.at === 'set-up' && this.#stopping) return { kind: 'end' };
    return { kind: 'go' };
  }

  #sliceAnswer(): TurnAnswer {
    this.#pairCount += this.#slice.batchCount;
    return { kind: 'slice', ...this.#slice };
  }

  #isComplete(id: string): boolean {
    return this.#stopping || timeLeftMs(this.#options.timeOf(id), this.#spentMs, this.#pairCount) === 0;
  }

  #let(process: VariantProcess, answer: TurnAnswer): AnswerFor {
    process.waiting = null;
    this.#answeredAtMs = this.#options.nowMs();
    return { variant: process.variant, answer };
  }
}

function newProcess(variant: Variant): VariantProcess {
  return { variant, position: { benchmark: -1, turn: -1 }, waiting: null, ended: false };
}

function comparePositions(a: Position, b: Position): number {
  return a.benchmark - b.benchmark || a.turn - b.turn;
}

function batchesFor(batchMs: number): number {
  const fitting = batchMs > 0 ? Math.round(SLICE_MS / batchMs) : BUFFER_CAPACITY;
  return Math.min(BUFFER_CAPACITY, Math.max(1, fitting));
}
