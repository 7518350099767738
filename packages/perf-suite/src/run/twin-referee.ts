import type { Variant } from '@perf-suite/schema';
import { BUFFER_CAPACITY } from '../measure/sample-buffer.js';
import { resultsDiffer } from '../worker/packed-result.js';
import type { Grant, Turn, VariantGrant } from '../worker/twin-protocol.js';

/** Long enough to fill the caches again after a switch, short enough that both see the same machine. */
const SLICE_MS = 5;

/** As where both live in one process: a slow benchmark still gets this many pairs, within reason. */
const MINIMUM_PAIRS = 5;
const PATIENCE_MS = 2000;

export interface RefereeOptions {
  /** Benchmarks in the order they are measured. */
  readonly ids: readonly string[];
  /** The variant that is loaded first. */
  readonly first: Variant;
  readonly coin: () => boolean;
  readonly nowMs: () => number;
  /** Time that slices of both variants may take together. */
  readonly timeMsOf: (id: string) => number;
}

/** Where in its job a twin stands: the benchmark's number and how many turns it took in it. */
interface Position {
  readonly benchmark: number;
  readonly turn: number;
}

interface Twin {
  readonly variant: Variant;
  position: Position;
  /** What it waits to do; null while it is at it, or has ended. */
  waiting: Turn | null;
  ended: boolean;
}

/** What both twins are granted at one position. */
interface Joint extends Position {
  readonly grant: Grant;
}

/**
 * Decides which of two twins goes next. Never lets both go: one does its turn, then the other the same,
 * a coin deciding who is first each time. Knows nothing of processes; time and coins come in.
 */
export class TwinReferee {
  readonly #options: RefereeOptions;
  readonly #twins: Readonly<Record<Variant, Twin>>;
  readonly #abandoned = new Set<string>();
  #joint: Joint | null = null;
  #slice = { batchSize: 1, batchCount: 1 };
  #pairCount = 0;
  #spentMs = 0;
  #grantedAtMs = 0;
  #stopping = false;

  constructor(options: RefereeOptions) {
    this.#options = options;
    this.#twins = { base: newTwin('base'), head: newTwin('head') };
  }

  /** A twin announced its next turn. Returns who may go now; null while the other is still at it. */
  announce(variant: Variant, turn: Turn): VariantGrant | null {
    const twin = this.#twins[variant];
    const benchmark = turn.id === null ? -1 : this.#options.ids.indexOf(turn.id);
    const same = benchmark === twin.position.benchmark;
    twin.position = { benchmark, turn: same ? twin.position.turn + 1 : 0 };
    twin.waiting = turn;
    if (turn.at === 'slice') this.#spentMs += this.#options.nowMs() - this.#grantedAtMs;
    return this.#next();
  }

  /** A twin did its job and is gone. Returns who may go now. */
  end(variant: Variant): VariantGrant | null {
    this.#twins[variant].ended = true;
    return this.#next();
  }

  /** A benchmark failed in one twin: the other leaves it too. */
  abandon(id: string): void {
    this.#abandoned.add(id);
  }

  /** Ends the benchmark that is measured after the pair of slices under way, and begins no other. */
  stop(): void {
    this.#stopping = true;
  }

  #next(): VariantGrant | null {
    const { base, head } = this.#twins;
    const [behind, other] = comparePositions(base.position, head.position) <= 0 ? [base, head] : [head, base];
    const [ready, partner] = behind.ended ? [other, behind] : [behind, other];
    if (ready.waiting === null || (partner.waiting === null && !partner.ended)) return null;
    const level = !partner.ended && comparePositions(ready.position, partner.position) === 0;
    if (!level) return this.#let(ready, this.#grantToLaggard(ready));
    const grant = this.#grantToBoth(base.waiting as Turn, head.waiting as Turn);
    this.#joint = { ...base.position, grant };
    const { first, coin } = this.#options;
    const isHeadFirst = ready.waiting.at === 'load' ? first === 'head' : coin();
    return this.#let(this.#twins[isHeadFirst ? 'head' : 'base'], grant);
  }

  /** The second of a pair gets what the first got; one whose partner skipped this benchmark leaves it. */
  #grantToLaggard(twin: Twin): Grant {
    const { waiting, position } = twin;
    if (waiting?.id !== null && this.#abandoned.has(waiting?.id ?? '')) return { kind: 'abandon' };
    const joint = this.#joint;
    const shared = joint !== null && comparePositions(joint, position) === 0;
    return shared ? joint.grant : { kind: 'abandon' };
  }

  #grantToBoth(base: Turn, head: Turn): Grant {
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
      return this.#sliceGrant();
    }
    if (base.at === 'slice') return this.#isComplete(base.id) ? { kind: 'end' } : this.#sliceGrant();
    if (base.at === 'set-up' && this.#stopping) return { kind: 'end' };
    return { kind: 'go' };
  }

  #sliceGrant(): Grant {
    this.#pairCount += this.#slice.batchCount;
    return { kind: 'slice', ...this.#slice };
  }

  #isComplete(id: string): boolean {
    if (this.#stopping) return true;
    const enough = this.#pairCount >= MINIMUM_PAIRS || this.#spentMs >= PATIENCE_MS;
    return enough && this.#spentMs >= this.#options.timeMsOf(id);
  }

  #let(twin: Twin, grant: Grant): VariantGrant {
    twin.waiting = null;
    this.#grantedAtMs = this.#options.nowMs();
    return { variant: twin.variant, grant };
  }
}

function newTwin(variant: Variant): Twin {
  return { variant, position: { benchmark: -1, turn: -1 }, waiting: null, ended: false };
}

function comparePositions(a: Position, b: Position): number {
  return a.benchmark - b.benchmark || a.turn - b.turn;
}

function batchesFor(batchMs: number): number {
  const fitting = batchMs > 0 ? Math.round(SLICE_MS / batchMs) : BUFFER_CAPACITY;
  return Math.min(BUFFER_CAPACITY, Math.max(1, fitting));
}
