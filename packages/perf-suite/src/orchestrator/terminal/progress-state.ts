import { printable } from '@perf-suite/command-line';
import {
  type BenchmarkSoFar,
  type Estimate,
  type LiveEvent,
  type LiveEventOf,
  NOTHING_SO_FAR,
  type RunSoFar,
  runAfter,
  runAtStart,
} from '@perf-suite/schema';
import { createRandom } from '../../wire/random.js';
import { SampleReservoir } from '../results/sample-reservoir.js';

/** Enough for a histogram and two quantiles that do not jump about. */
const SHOWN_SAMPLES = 1000;

export interface BenchmarkProgress {
  readonly file: string;
  readonly title: string;
  readonly minimumEffect: number;
  /** No more rounds of it are to come. */
  readonly isDone: boolean;
  /** The p50 speedup after the latest interim analysis; null before it. */
  readonly speedup: Estimate | null;
}

/** A benchmark being measured and its samples in this round, in nanoseconds per iteration. */
export interface CurrentBenchmark {
  readonly index: number;
  readonly samples: SampleReservoir;
  readonly baseSamples: SampleReservoir;
}

/** What a progress display needs to know, kept up to date from a run's live events. */
export class ProgressState {
  #run: RunSoFar = NOTHING_SO_FAR;
  /** The benchmark to show: it keeps its place until its round is over and another one has samples. */
  current: CurrentBenchmark | null = null;
  /** Those that were started and are not over, by their index. */
  readonly #underWay = new Map<number, CurrentBenchmark>();

  get started(): LiveEventOf<'run-started'> | null {
    return this.#run.started;
  }

  get round(): number {
    return this.#run.round ?? 0;
  }

  get elapsedMs(): number {
    return this.#run.elapsedMs;
  }

  get benchmarks(): BenchmarkProgress[] {
    return this.#run.benchmarks.map(progressOf);
  }

  /** How many interim analyses at the rounds there were. */
  get analysisCount(): number {
    return Math.max(0, ...this.#run.benchmarks.map(({ analyses }) => analyses.at(-1)?.look ?? 0));
  }

  /** The benchmarks beside the one to show that are warmed up or measured now, in the order they were started. */
  get others(): readonly CurrentBenchmark[] {
    return [...this.#underWay.values()].filter((one) => one !== this.current);
  }

  apply(event: LiveEvent): void {
    if (event.type === 'run-started') {
      this.#run = runAtStart(event);
      return;
    }
    this.#run = runAfter(this.#run, event);
    if (event.type === 'benchmark-started') {
      const reservoir = () => new SampleReservoir(SHOWN_SAMPLES, createRandom(event.benchmark).next);
      const { benchmark } = event;
      this.#underWay.delete(benchmark);
      this.#underWay.set(benchmark, { index: benchmark, samples: reservoir(), baseSamples: reservoir() });
    }
    if (event.type === 'samples') this.#addSamples(event);
    if (event.type === 'benchmark-measured' || event.type === 'benchmark-finished')
      this.#underWay.delete(event.benchmark);
  }

  titleOf(index: number): string {
    const benchmark = this.#run.benchmarks[index];
    return benchmark === undefined ? `benchmark ${index}` : progressOf(benchmark).title;
  }

  /** Share of the work done, from 0 to 1; the rest may turn out smaller in an A/B run. */
  share(): number {
    const { doneCount, totalCount } = this.#rounds();
    return totalCount === 0 ? 1 : doneCount / totalCount;
  }

  /** Time left at the pace so far, within the budget; null before the first result. */
  leftMs(): number | null {
    const { doneCount, totalCount } = this.#rounds();
    if (doneCount === 0) return null;
    const paceMs = this.elapsedMs / doneCount;
    const atThisPaceMs = paceMs * (totalCount - doneCount);
    const budgetMs = this.started?.budgetMs ?? null;
    if (budgetMs === null) return atThisPaceMs;
    // The round that is under way is measured to its end, whatever the budget.
    const inRound = this.#run.benchmarks.filter((one) => !isDone(one) && one.rounds.length <= this.round);
    return Math.min(atThisPaceMs, Math.max(paceMs * inRound.length, budgetMs - this.elapsedMs));
  }

  /** Benchmark rounds done, and how many there are at most. */
  #rounds(): { doneCount: number; totalCount: number } {
    const planned = this.started?.plannedRounds ?? 0;
    let doneCount = 0;
    let totalCount = 0;
    for (const { state, rounds } of this.#run.benchmarks) {
      doneCount += rounds.length;
      totalCount += state === 'finished' || state === 'failed' ? rounds.length : planned;
    }
    return { doneCount, totalCount };
  }

  #addSamples({ benchmark, variant, ns }: LiveEventOf<'samples'>): void {
    const { current } = this;
    const sampled = this.#underWay.get(benchmark) ?? (current?.index === benchmark ? current : null);
    if (sampled === null) return;
    const target = variant === 'head' ? sampled.samples : sampled.baseSamples;
    for (const sample of ns) target.add(sample);
    const isOver = current === null || this.#underWay.get(current.index) !== current;
    if (isOver || current.index === benchmark) this.current = sampled;
  }
}

function progressOf(benchmark: BenchmarkSoFar): BenchmarkProgress {
  const { file, group, name, minimumEffect, analyses } = benchmark;
  return {
    file: printable(file),
    title: printable([...group, name].join(' > ')),
    minimumEffect,
    isDone: isDone(benchmark),
    speedup: analyses.at(-1)?.speedup.p50 ?? null,
  };
}

function isDone({ state, comparison }: BenchmarkSoFar): boolean {
  return state === 'finished' || state === 'failed' || comparison === 'decided';
}
