import { printable } from '@perf-suite/command-line';
import type { Estimate, LiveEvent, LiveEventOf, Warning } from '@perf-suite/schema';
import { createRandom } from '../../wire/random.js';
import { SampleReservoir } from '../results/sample-reservoir.js';

/** Enough for a histogram and two quantiles that do not jump about. */
const SHOWN_SAMPLES = 1000;

export interface BenchmarkProgress {
  readonly id: string;
  readonly file: string;
  readonly title: string;
  readonly minimumEffect: number;
  roundsDone: number;
  state: 'open' | 'finished' | 'decided' | 'failed';
  /** The p50 speedup after the latest interim look; null before it. */
  speedup: Estimate | null;
}

/** The benchmark being measured and its samples in this round, in nanoseconds per iteration. */
export interface CurrentBenchmark {
  readonly index: number;
  readonly batchSize: number;
  readonly samples: SampleReservoir;
  readonly baseSamples: SampleReservoir;
}

/** What a progress display needs to know, kept up to date from a run's live events. */
export class ProgressState {
  run: LiveEventOf<'run-started'> | null = null;
  benchmarks: BenchmarkProgress[] = [];
  /** The latest benchmark that has samples. */
  current: CurrentBenchmark | null = null;
  /** The benchmark that was started after it and has no samples yet. */
  next: CurrentBenchmark | null = null;
  round = 0;
  elapsedMs = 0;
  lookCount = 0;
  readonly warnings: Warning[] = [];
  /** Benchmark rounds done, and how many there are at most. */
  doneCount = 0;
  totalCount = 0;

  apply(event: LiveEvent): void {
    if ('t' in event) this.elapsedMs = event.t;
    switch (event.type) {
      case 'run-started':
        this.#start(event);
        return;
      case 'round-started':
        this.round = event.round;
        return;
      case 'benchmark-started':
        this.next = {
          index: event.benchmark,
          batchSize: event.batchSize,
          samples: new SampleReservoir(SHOWN_SAMPLES, createRandom(event.benchmark).next),
          baseSamples: new SampleReservoir(SHOWN_SAMPLES, createRandom(event.benchmark).next),
        };
        return;
      case 'samples':
        this.#addSamples(event);
        return;
      case 'benchmark-measured':
        this.#benchmark(event.benchmark).roundsDone++;
        this.doneCount++;
        return;
      case 'comparison':
        this.#benchmark(event.benchmark).speedup = event.speedup.p50;
        if (event.state === 'decided') this.#benchmark(event.benchmark).state = 'decided';
        this.lookCount = event.look;
        return;
      case 'benchmark-finished':
        this.#finish(event);
        return;
      case 'warning':
        this.warnings.push(event.warning);
        return;
      case 'metrics':
      case 'resources':
      case 'verdict':
      case 'run-finished':
        return;
    }
  }

  /** Share of the work done, from 0 to 1; the rest may turn out smaller in an A/B run. */
  share(): number {
    return this.totalCount === 0 ? 1 : this.doneCount / this.totalCount;
  }

  /** Time left at the pace so far, within the budget; null before the first result. */
  leftMs(): number | null {
    if (this.doneCount === 0) return null;
    const paceMs = this.elapsedMs / this.doneCount;
    const atThisPaceMs = paceMs * (this.totalCount - this.doneCount);
    const budgetMs = this.run?.budgetMs ?? null;
    if (budgetMs === null) return atThisPaceMs;
    // The round that is under way is measured to its end, whatever the budget.
    const inRound = this.benchmarks.filter((one) => one.state === 'open' && one.roundsDone <= this.round);
    return Math.min(atThisPaceMs, Math.max(paceMs * inRound.length, budgetMs - this.elapsedMs));
  }

  #start(event: LiveEventOf<'run-started'>): void {
    this.run = event;
    this.benchmarks = event.benchmarks.map(({ id, file, group, name, minimumEffect }) => ({
      id,
      file: printable(file),
      title: printable([...group, name].join(' > ')),
      minimumEffect,
      roundsDone: 0,
      state: 'open',
      speedup: null,
    }));
    this.totalCount = event.plannedRounds * event.benchmarks.length;
  }

  #addSamples({ benchmark, variant, ns }: LiveEventOf<'samples'>): void {
    if (this.next?.index === benchmark) {
      this.current = this.next;
      this.next = null;
    }
    if (this.current?.index !== benchmark) return;
    const target = variant === 'head' ? this.current.samples : this.current.baseSamples;
    for (const sample of ns) target.add(sample);
  }

  #finish({ benchmark, failure }: LiveEventOf<'benchmark-finished'>): void {
    const progress = this.#benchmark(benchmark);
    if (failure !== null) progress.state = 'failed';
    else if (progress.state === 'open') progress.state = 'finished';
    this.totalCount -= (this.run?.plannedRounds ?? 0) - progress.roundsDone;
    if (this.next?.index === benchmark) this.next = null;
  }

  #benchmark(index: number): BenchmarkProgress {
    const progress = this.benchmarks[index];
    if (progress === undefined) throw new RangeError(`no benchmark ${index} in this run`);
    return progress;
  }
}
