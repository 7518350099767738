import type {
  BenchmarkMemory,
  Estimate,
  Failure,
  LiveEventOf,
  PercentileName,
  SampleStatistics,
  Severity,
  Variant,
  Verdict,
  Warning,
} from '@perf-suite/schema';
import type { SampleSeries } from './sample-series.js';

/** What the page knows of a run: grown event by event by `reduceEvent`, drawn by the views. */
export interface RunModel {
  readonly phase: 'waiting' | 'running' | 'finished';
  readonly started: LiveEventOf<'run-started'> | null;
  readonly finished: LiveEventOf<'run-finished'> | null;
  /** The round being measured, from 0; null before the first. */
  readonly round: number | null;
  /** Milliseconds since the run started, as the newest event says. */
  readonly elapsedMs: number;
  /** When the first benchmark began, so that start-up does not spoil the ETA; null before. */
  readonly measuringSinceMs: number | null;
  readonly benchmarks: readonly BenchmarkModel[];
  /** The benchmark being measured now. */
  readonly current: number | null;
  readonly resources: Readonly<Record<'worker' | 'orchestrator', readonly ResourceReading[]>>;
  readonly warnings: readonly Warning[];
  /** Gaps told before the run itself: a replayed history may begin with what is gone from it. */
  readonly earlyGaps: readonly EarlyGap[];
}

export interface EarlyGap {
  readonly benchmark: number;
  readonly sampleCount: number | null;
}

export type ResourceReading = LiveEventOf<'resources'>;

export type BenchmarkState = 'waiting' | 'measuring' | 'pausing' | 'finished' | 'failed';

export interface Interval {
  readonly p50: Estimate | null;
  readonly p95: Estimate | null;
}

/** The interval after one look at the rounds so far. */
export interface Look {
  readonly look: number;
  readonly rounds: number;
  readonly speedup: Interval;
}

export interface RoundModel {
  readonly round: number;
  readonly head: SampleStatistics;
  readonly base: SampleStatistics | null;
  /** Median over the round's pairs of base / head; above 1 is faster. Null without base or when pairs were missed. */
  readonly pairSpeedupRatio: number | null;
  readonly memory: BenchmarkMemory | null;
  readonly noiseRatio: number | null;
}

export interface Decision {
  readonly verdict: Verdict;
  readonly severity: Severity | null;
  /** What the verdict rests on; left out means p50. */
  readonly percentiles?: readonly PercentileName[];
  readonly speedup: Interval;
  readonly baseline: string;
  readonly summary: string;
}

export interface BenchmarkModel {
  readonly index: number;
  readonly id: string;
  readonly file: string;
  readonly group: readonly string[];
  readonly name: string;
  /** The smallest change worth acting on, as a ratio. */
  readonly minimumEffect: number;
  readonly state: BenchmarkState;
  readonly batchSize: number | null;
  /** Append-only buffers that later models share: compare `sampleCount` to see whether they grew. */
  readonly series: Readonly<Record<Variant, SampleSeries>>;
  readonly sampleCount: number;
  /** Samples the stream says it measured but did not send. */
  readonly missedCount: number;
  /** More were missed than `missedCount` says: the server had forgotten how many. */
  readonly missedUncounted: boolean;
  readonly rounds: readonly RoundModel[];
  readonly looks: readonly Look[];
  /** `decided`: measured no further. */
  readonly comparison: 'sampling' | 'decided' | null;
  /** Statistics over all rounds, known at the end. */
  readonly final: Readonly<Record<Variant, SampleStatistics | null>> | null;
  readonly decision: Decision | null;
  readonly failure: Failure | null;
  readonly warnings: readonly Warning[];
}

export const EMPTY_RUN: RunModel = {
  phase: 'waiting',
  started: null,
  finished: null,
  round: null,
  elapsedMs: 0,
  measuringSinceMs: null,
  benchmarks: [],
  current: null,
  resources: { worker: [], orchestrator: [] },
  warnings: [],
  earlyGaps: [],
};

/** Returns the benchmark's name with its groups, outermost first: `parse › large`. */
export function labelOf(benchmark: Pick<BenchmarkModel, 'group' | 'name'>): string {
  return [...benchmark.group, benchmark.name].join(' › ');
}

/** Returns the percentile that a change was found at where that is not p50; null otherwise. */
export function foundOnlyAt({ verdict, percentiles }: Decision): PercentileName | null {
  if (verdict !== 'regressed' && verdict !== 'improved') return null;
  const [first] = percentiles ?? [];
  return first === undefined || first === 'p50' ? null : first;
}

/** Returns the newest interval of the speedup: the verdict's, else the last look's. */
export function newestSpeedup(benchmark: BenchmarkModel): Interval | null {
  return benchmark.decision?.speedup ?? benchmark.looks.at(-1)?.speedup ?? null;
}
