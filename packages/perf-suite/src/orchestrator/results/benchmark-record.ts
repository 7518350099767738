import {
  type Failure,
  failOnAllBut,
  type MetricValues,
  type PairedBenchmark,
  type PairedRound,
  packDurations,
  packOrder,
  type SingleBenchmark,
  type SingleRound,
  type Variant,
  type Warning,
} from '@perf-suite/schema';
import { median } from '../../wire/median.js';
import type { BenchmarkMeasuredMessage } from '../../wire/protocol.js';
import type { PlannedBenchmark } from '../plan/plan.js';
import { MetricsOverRounds } from './metrics-over-rounds.js';
import { OwnTimesOverRounds } from './own-times-over-rounds.js';
import type { KeptSamples, SampleReservoir } from './sample-reservoir.js';

/** What a worker says at the end of one benchmark's round; unknown when it ended in the middle. */
export interface RoundNotes
  extends Pick<
    BenchmarkMeasuredMessage,
    'memory' | 'allocation' | 'executionUsage' | 'requests' | 'noiseRatio' | 'warnings' | 'metrics'
  > {}

export const NO_NOTES: RoundNotes = { memory: null, noiseRatio: null, warnings: [], metrics: [] };

export interface KeptRound {
  /** Null when nothing was measured. */
  readonly kept: KeptSamples | null;
  readonly newWarnings: readonly Warning[];
}

/** Collects one benchmark's samples over the rounds of a run. */
export class BenchmarkRecord {
  readonly planned: PlannedBenchmark;
  /** Position in the run's benchmarks, as live events count them. */
  readonly index: number;
  failure: Failure | null = null;
  /** Settled on by the first round that measures it; the later ones reuse it. */
  batchSize: number | null = null;
  /** As declared, until a call shows whether it returns a promise. */
  isAsync: boolean;
  /** The only variant that has it; null where both do, or there is but one. */
  onlyIn: Variant | null = null;
  /** The variant that could not load it, and why; null where there is none. */
  notLoaded: PlannedBenchmark['notLoaded'] | null = null;
  /** No more rounds: it failed, or the comparison is decided. */
  finished = false;
  readonly #singleRounds: SingleRound[] = [];
  readonly #pairedRounds: PairedRound[] = [];
  readonly #steadyAfterCalls: number[] = [];
  readonly #warnings = new Map<string, Warning>();
  readonly #metrics = new MetricsOverRounds();
  readonly #ownTimes = new OwnTimesOverRounds();
  #reservoir: SampleReservoir | null = null;
  #isApart: boolean;
  /** Attempts at the current round that were not kept. */
  #discardedCount = 0;

  /** @param isApart true where each side is measured in a process of its own */
  constructor(planned: PlannedBenchmark, index: number, isApart: boolean) {
    this.planned = planned;
    this.isAsync = planned.async;
    this.#isApart = isApart;
    this.index = index;
    for (const warning of planned.warnings ?? []) this.#warnings.set(warning.code, warning);
    if (planned.onlyIn !== undefined) this.setAside(planned.onlyIn.variant, planned.onlyIn.reason);
    if (planned.notLoaded !== undefined) this.#cannotCompare(planned.notLoaded);
    if (planned.sameCode !== undefined) this.finished = true;
  }

  /** True where there is nothing to measure in pairs, and that was so from the start. */
  get isLeftOut(): boolean {
    return this.onlyIn !== null || this.notLoaded !== null || this.planned.sameCode !== undefined;
  }

  get roundCount(): number {
    return this.#singleRounds.length + this.#pairedRounds.length;
  }

  get warnings(): readonly Warning[] {
    return [...this.#warnings.values()];
  }

  /** What its code said about metrics of the user's own, over all rounds. */
  get metrics(): readonly MetricValues[] {
    return this.#metrics.values();
  }

  /** Which attempt at the current round this is, from 1. */
  get attempt(): number {
    return this.#discardedCount + 1;
  }

  /** Starts a round, or starts it anew: samples of an attempt that was not kept are dropped. */
  startRound(reservoir: SampleReservoir): void {
    this.#reservoir = reservoir;
  }

  addSamples(head: Float64Array, base: Float64Array | null, headFirst: Uint8Array | null): void {
    for (let i = 0; i < head.length; i++) {
      this.#reservoir?.add(head[i] as number, base?.[i] ?? 0, headFirst?.[i] ?? 0);
    }
  }

  /** Ends the round: keeps its samples and says what is new. */
  keepRound(round: number, notes: RoundNotes, paired: boolean): KeptRound {
    const kept = this.#reservoir?.samples();
    this.#reservoir = null;
    this.#discardedCount = 0;
    const newWarnings = notes.warnings.filter((warning) => this.warn(warning));
    const { memory, noiseRatio, allocation, executionUsage, requests } = notes;
    // A round in which all requests failed is kept without samples.
    if (kept === undefined || (kept.headNs.length === 0 && requests === undefined)) {
      return { kept: null, newWarnings };
    }
    const { measuredCount } = kept;
    this.#metrics.add(notes.metrics);
    const shared = {
      round,
      measuredCount,
      memory,
      noiseRatio,
      ...(allocation !== undefined && { allocation }),
      ...(executionUsage !== undefined && { executionUsage }),
      ...(requests !== undefined && { requests }),
    };
    const head = pack(kept.headNs);
    if (paired) {
      const pairs = { base: pack(kept.baseNs), head, order: packOrder(kept.headFirst) };
      this.#pairedRounds.push({ ...shared, pairs });
    } else {
      this.#singleRounds.push({ ...shared, samples: head });
    }
    return { kept, newWarnings };
  }

  /** Forgets this attempt at the round: it will be measured again. */
  dropRound(): void {
    this.#reservoir = null;
    this.#discardedCount += 1;
  }

  /** Adds a warning unless one of its kind is there (once for a benchmark is enough); says whether it is new. */
  warn(warning: Warning): boolean {
    if (this.#warnings.has(warning.code)) return false;
    this.#warnings.set(warning.code, warning);
    return true;
  }

  /** Takes in what the calls of a round told of their own time; returns what that gives reason to doubt. */
  noteOwnTimes(times: NonNullable<BenchmarkMeasuredMessage['ownTimes']>): Warning[] {
    this.#ownTimes.add(times);
    const warning = this.#ownTimes.warning();
    return warning === null ? [] : [warning];
  }

  /** Notes after how many calls a round's process was warm. */
  noteSteady(calls: number): void {
    this.#steadyAfterCalls.push(calls);
  }

  /** After how many calls most rounds' processes were warm; null before any was. */
  get steadyAfterCalls(): number | null {
    return this.#steadyAfterCalls.length === 0 ? null : Math.ceil(median(this.#steadyAfterCalls));
  }

  /** Takes over what the rounds of another record of the same benchmark have found out about its calls. */
  startLike({ batchSize, steadyAfterCalls }: BenchmarkRecord): void {
    this.batchSize = batchSize;
    if (steadyAfterCalls !== null) this.noteSteady(steadyAfterCalls);
  }

  /** True where each side is measured in a process of its own. */
  get isApart(): boolean {
    return this.#isApart;
  }

  /** Forgets its first round, in pairs: it is measured again, and from now on each side in a process of its own. */
  startAgainApart(): void {
    this.#isApart = true;
    this.#pairedRounds.length = 0;
    this.#discardedCount = 1;
    this.batchSize = null;
    this.#steadyAfterCalls.length = 0;
  }

  /** Leaves it out of the comparison: only one variant has it. Returns the warning that says so. */
  setAside(onlyIn: Variant, reason: string): Warning {
    const warning = {
      code: 'not-in-variant',
      message: reason,
      hint:
        onlyIn === 'head'
          ? 'It is compared from the next base on.'
          : `If it came to base after this branch began, rebase, or compare with the commit where the branch left it (--against and the branch, without more). If it was removed on purpose, accept that in a commit message of the branch: Perf-Accepted: ${this.planned.id} REASON`,
    };
    this.warn(warning);
    this.onlyIn = onlyIn;
    this.finished = true;
    return warning;
  }

  #cannotCompare({
    variant,
    reason,
    hint = 'Set base up so that it loads.',
  }: NonNullable<PlannedBenchmark['notLoaded']>): void {
    this.warn({
      code: 'not-loaded',
      message: reason,
      hint: `${hint} To let it pass nevertheless: ${failOnAllBut('incomparable')}`,
    });
    this.notLoaded = { variant, reason };
    this.finished = true;
  }

  toSingle(): SingleBenchmark {
    return { ...this.#shared(), rounds: this.#singleRounds };
  }

  toPaired(): PairedBenchmark {
    const onlyIn = this.onlyIn === null ? {} : { onlyIn: this.onlyIn };
    const apart = this.#isApart ? { isolation: 'process' as const } : {};
    const notLoaded = this.notLoaded ? { notLoaded: this.notLoaded } : {};
    const { sameCode } = this.planned;
    const same = sameCode === undefined ? {} : { sameCode };
    return { ...this.#shared(), rounds: this.#pairedRounds, ...onlyIn, ...notLoaded, ...same, ...apart };
  }

  #shared(): Omit<SingleBenchmark, 'rounds'> {
    const { id, fileId, group, name, kind, minimumEffect, budgetNs } = this.planned;
    return {
      id,
      file: fileId,
      group,
      name,
      ...(kind !== undefined && { kind }),
      unit: 'ns',
      better: 'lower',
      async: this.isAsync,
      batchSize: this.batchSize ?? 1,
      minimumEffect,
      ...(budgetNs !== undefined && { budgetNs }),
      failure: this.failure,
      warnings: this.warnings,
    };
  }
}

/** So long a duration does not fit beside fractions of a nanosecond. */
const TOO_LONG_FOR_FRACTIONS_NS = 1e12;

/** Whole nanoseconds are exact for what the clock gives; shorter, fractional durations keep a picosecond. */
function pack(durationsNs: Float64Array) {
  const exact = durationsNs.every((ns) => Number.isInteger(ns) || ns >= 10_000);
  const long = durationsNs.some((ns) => ns >= TOO_LONG_FOR_FRACTIONS_NS);
  return packDurations(durationsNs, exact || long ? 1 : 0.001);
}
