import { printable } from '@perf-suite/command-line';
import type {
  Estimate,
  LiveEvent,
  LiveEventOf,
  PercentileName,
  SampleStatistics,
  Severity,
  Verdict,
} from '@perf-suite/schema';
import type { GapMessage } from '../message/server-message.js';
import { provisionalEstimate } from './provisional-estimate.js';
import { RecentSamples } from './recent-samples.js';

/** What is shown of one benchmark. */
export interface WatchedBenchmark {
  readonly id: string;
  /** Printable, on one line. */
  readonly label: string;
  readonly minimumEffect: number;
  readonly recent: RecentSamples;
  state: 'waiting' | 'measuring' | 'measured' | 'finished' | 'failed';
  sampleCount: number;
  /** How many of them are of the latest round of a variant, and the number of the last one. */
  readonly ofRound: Record<'base' | 'head', { round: number; count: number; end: number }>;
  missedCount: number;
  statistics: SampleStatistics | null;
  /** Base / head of each round, where there is a base. */
  readonly roundSpeedups: Map<number, number>;
  /** What the rounds so far say; null once there is `speedup`, and when it is over. */
  provisional: Estimate | null;
  /** As the latest look or the verdict says. */
  speedup: Estimate | null;
  look: number;
  verdict: {
    readonly verdict: Verdict;
    readonly severity: Severity | null;
    readonly summary: string;
    /** Where the change was found if not at p50, and its speedup. */
    readonly elsewhere: { readonly percentile: PercentileName; readonly speedup: Estimate | null } | null;
  } | null;
  failure: string | null;
}

const NO_ROUND = { round: -1, count: 0, end: 0 };

/** A run as it has been told so far. Changes in place: it grows with each of many samples. */
export class WatchedRun {
  started: LiveEventOf<'run-started'> | null = null;
  finished: LiveEventOf<'run-finished'> | null = null;
  round = 0;
  elapsedMs = 0;
  benchmarks: WatchedBenchmark[] = [];
  warnings: LiveEventOf<'warning'>[] = [];

  get sampleCount(): number {
    return this.benchmarks.reduce((sum, { sampleCount }) => sum + sampleCount, 0);
  }

  get missedCount(): number {
    return this.benchmarks.reduce((sum, { missedCount }) => sum + missedCount, 0);
  }

  apply(event: LiveEvent): void {
    if ('t' in event) this.elapsedMs = Math.max(this.elapsedMs, event.t);
    if (event.type === 'run-started') this.#start(event);
    else if (event.type === 'round-started') this.round = event.round;
    else if (event.type === 'warning') this.warnings.push(event);
    else if (event.type === 'run-finished') this.finished = event;
    else if (event.type !== 'resources') {
      const benchmark = this.benchmarks[event.benchmark];
      if (benchmark !== undefined) applyTo(benchmark, event);
    }
  }

  miss(gap: GapMessage): void {
    const benchmark = this.benchmarks[Number(gap.ch.slice(2))];
    if (benchmark === undefined) return;
    benchmark.missedCount += gap.sampleCount ?? 0;
    benchmark.sampleCount += gap.sampleCount ?? 0;
  }

  #start(event: LiveEventOf<'run-started'>): void {
    this.started = event;
    this.finished = null;
    this.round = 0;
    this.elapsedMs = 0;
    this.warnings = [];
    this.benchmarks = event.benchmarks.map(({ id, group, name, minimumEffect }) => ({
      id,
      label: printable([...group, name].join(' > ')),
      minimumEffect,
      recent: new RecentSamples(),
      state: 'waiting',
      sampleCount: 0,
      ofRound: { base: NO_ROUND, head: NO_ROUND },
      missedCount: 0,
      statistics: null,
      roundSpeedups: new Map(),
      provisional: null,
      speedup: null,
      look: 0,
      verdict: null,
      failure: null,
    }));
  }
}

type BenchmarkEvent = Extract<LiveEvent, { readonly benchmark: number }>;

function applyTo(benchmark: WatchedBenchmark, event: BenchmarkEvent): void {
  switch (event.type) {
    case 'benchmark-started':
      benchmark.state = 'measuring';
      return;
    case 'samples':
      takeIn(benchmark, event);
      return;
    case 'benchmark-measured':
      benchmark.state = 'measured';
      benchmark.statistics = event.head;
      measuredRound(benchmark, event);
      return;
    case 'comparison':
      benchmark.speedup = event.speedup.p50;
      benchmark.provisional = null;
      benchmark.look = event.look;
      return;
    case 'benchmark-finished':
      benchmark.state = event.failure === null ? 'finished' : 'failed';
      benchmark.statistics = event.head ?? benchmark.statistics;
      benchmark.failure = event.failure?.message ?? null;
      benchmark.provisional = null;
      return;
    case 'verdict':
      benchmark.speedup = event.speedup.p50 ?? benchmark.speedup;
      benchmark.verdict = {
        verdict: event.verdict,
        severity: event.severity,
        summary: event.summary,
        elsewhere: foundElsewhere(event),
      };
  }
}

function foundElsewhere({ verdict, percentiles, speedup }: LiveEventOf<'verdict'>) {
  const [percentile = 'p50'] = percentiles ?? [];
  const found = verdict === 'regressed' || verdict === 'improved';
  return found && percentile !== 'p50' ? { percentile, speedup: speedup[percentile] } : null;
}

/** Numbers that begin again within a round are those of a new attempt at it: the one before does not count. */
function takeIn(benchmark: WatchedBenchmark, event: LiveEventOf<'samples'>): void {
  const { variant, round, first, ns } = event;
  const known = benchmark.ofRound[variant];
  const isNewAttempt = known.round === round && first < known.end;
  if (isNewAttempt) {
    benchmark.sampleCount -= known.count;
    if (variant === 'head') benchmark.recent.clear();
  }
  const before = known.round === round && !isNewAttempt ? known.count : 0;
  benchmark.ofRound[variant] = { round, count: before + ns.length, end: first + ns.length };
  benchmark.sampleCount += ns.length;
  if (variant === 'head') benchmark.recent.add(ns);
}

function measuredRound(benchmark: WatchedBenchmark, event: LiveEventOf<'benchmark-measured'>): void {
  const { round, head, base } = event;
  if (base === null || head.p50Ns === 0) return;
  benchmark.roundSpeedups.set(round, base.p50Ns / head.p50Ns);
  if (benchmark.look === 0)
    benchmark.provisional = provisionalEstimate([...benchmark.roundSpeedups.values()]);
}
