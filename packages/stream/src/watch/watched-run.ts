import { printable } from '@perf-suite/command-line';
import {
  type BenchmarkSoFar,
  type Estimate,
  foundOnlyAt,
  type LiveEvent,
  type LiveEventOf,
  NOTHING_SO_FAR,
  newestSpeedup,
  type PercentileName,
  type RunSoFar,
  requestsSoFar,
  runAfter,
  runAtStart,
  type SampleStatistics,
} from '@perf-suite/schema';
import type { GapMessage } from '../message/server-message.js';
import { provisionalEstimate } from './provisional-estimate.js';
import { RecentSamples } from './recent-samples.js';

const NO_ROUND = { round: -1, count: 0, end: 0 };

/** The samples of one benchmark: how many there were, and the latest of head. */
class WatchedSamples {
  readonly recent = new RecentSamples();
  count = 0;
  missedCount = 0;
  /** How many of them are of the latest round of a variant, and the number of the last one. */
  readonly #ofRound = { base: NO_ROUND, head: NO_ROUND };

  /** Numbers that begin again within a round are those of a new attempt at it: the one before does not count. */
  add({ variant, round, first, ns }: LiveEventOf<'samples'>): void {
    const known = this.#ofRound[variant];
    const isNewAttempt = known.round === round && first < known.end;
    if (isNewAttempt) {
      this.count -= known.count;
      if (variant === 'head') this.recent.clear();
    }
    const before = known.round === round && !isNewAttempt ? known.count : 0;
    this.#ofRound[variant] = { round, count: before + ns.length, end: first + ns.length };
    this.count += ns.length;
    if (variant === 'head') this.recent.add(ns);
  }

  miss(count: number): void {
    this.missedCount += count;
    this.count += count;
  }
}

/** What is shown of one benchmark. */
export interface WatchedBenchmark extends Pick<BenchmarkSoFar, 'state' | 'minimumEffect' | 'decision'> {
  /** Printable, on one line. */
  readonly label: string;
  readonly recent: RecentSamples;
  readonly sampleCount: number;
  readonly statistics: SampleStatistics | null;
  /** How many rounds compared base with head. */
  readonly comparedCount: number;
  /** What the rounds so far say; null once there is `speedup`, and when it is over. */
  readonly provisional: Estimate | null;
  /** As the latest interim analysis or the verdict says, at p50. */
  readonly speedup: Estimate | null;
  /** Where the change was found if not at p50, and its speedup. */
  readonly elsewhere: { readonly percentile: PercentileName; readonly speedup: Estimate | null } | null;
  readonly failure: string | null;
  /** The share of requests to head that failed so far; null where none are sent. */
  readonly failedShare: number | null;
}

/** A run as its stream has shown it so far. Its samples change in place: they grow with each of many messages. */
export class WatchedRun {
  #run: RunSoFar = NOTHING_SO_FAR;
  #samples: readonly WatchedSamples[] = [];

  get started(): LiveEventOf<'run-started'> | null {
    return this.#run.started;
  }

  get finished(): LiveEventOf<'run-finished'> | null {
    return this.#run.finished;
  }

  get round(): number {
    return this.#run.round ?? 0;
  }

  get elapsedMs(): number {
    return this.#run.elapsedMs;
  }

  get benchmarks(): WatchedBenchmark[] {
    return this.#run.benchmarks.map((benchmark) => shown(benchmark, this.#samplesOf(benchmark.index)));
  }

  get sampleCount(): number {
    return this.#samples.reduce((sum, { count }) => sum + count, 0);
  }

  get missedCount(): number {
    return this.#samples.reduce((sum, { missedCount }) => sum + missedCount, 0);
  }

  /** Returns a benchmark's name, also of one that the run has not announced. */
  labelOf(index: number): string {
    const benchmark = this.#run.benchmarks[index];
    return benchmark === undefined ? `benchmark ${index}` : label(benchmark);
  }

  apply(event: LiveEvent): void {
    if (event.type === 'run-started') {
      this.#run = runAtStart(event);
      this.#samples = event.benchmarks.map(() => new WatchedSamples());
      return;
    }
    this.#run = runAfter(this.#run, event);
    if (event.type === 'samples') this.#samples[event.benchmark]?.add(event);
  }

  miss(gap: GapMessage): void {
    this.#samples[Number(gap.ch.slice(2))]?.miss(gap.sampleCount ?? 0);
  }

  #samplesOf(index: number): WatchedSamples {
    return this.#samples[index] as WatchedSamples;
  }
}

function shown(benchmark: BenchmarkSoFar, samples: WatchedSamples): WatchedBenchmark {
  const { state, minimumEffect, decision, failure, final, rounds } = benchmark;
  const speedup = newestSpeedup(benchmark)?.p50 ?? benchmark.analyses.at(-1)?.speedup.p50 ?? null;
  const ratios = rounds.flatMap(({ base, head }) =>
    base === null || head.p50Ns === 0 ? [] : [base.p50Ns / head.p50Ns],
  );
  const isOpen = state !== 'finished' && state !== 'failed' && benchmark.analyses.length === 0;
  const percentile = decision === null ? null : foundOnlyAt(decision);
  const requests = requestsSoFar(benchmark, 'head');
  return {
    state,
    minimumEffect,
    decision,
    label: label(benchmark),
    recent: samples.recent,
    sampleCount: samples.count,
    statistics: final?.head ?? rounds.at(-1)?.head ?? null,
    comparedCount: ratios.length,
    provisional: isOpen ? provisionalEstimate(ratios) : null,
    speedup,
    elsewhere: percentile === null ? null : { percentile, speedup: decision?.speedup[percentile] ?? null },
    failure: failure?.message ?? null,
    failedShare: requests && requests.failed / Math.max(1, requests.total),
  };
}

function label({ group, name }: BenchmarkSoFar): string {
  return printable([...group, name].join(' > '));
}
