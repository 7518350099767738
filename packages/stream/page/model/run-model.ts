import { type BenchmarkSoFar, NOTHING_SO_FAR, type RunSoFar, type Variant } from '@perf-suite/schema';
import type { SampleSeries } from './sample-series.js';

/** What the page knows of a run: grown event by event by `reduceEvent`, drawn by the views. */
export interface RunModel extends RunSoFar<BenchmarkModel> {
  /** Gaps announced before the run itself: a replayed history may begin with what is gone from it. */
  readonly earlyGaps: readonly EarlyGap[];
}

export interface EarlyGap {
  readonly benchmark: number;
  readonly sampleCount: number | null;
}

export interface BenchmarkModel extends BenchmarkSoFar {
  /** Append-only buffers that later models share: compare `sampleCount` to see whether they grew. */
  readonly series: Readonly<Record<Variant, SampleSeries>>;
  readonly sampleCount: number;
  /** Samples the stream says it measured but did not send. */
  readonly missedCount: number;
  /** More were missed than `missedCount` says: the server had forgotten how many. */
  readonly missedUncounted: boolean;
}

export const EMPTY_RUN: RunModel = { ...NOTHING_SO_FAR, earlyGaps: [] };

/** Returns the benchmark's name with its groups, outermost first: `parse › large`. */
export function labelOf(benchmark: Pick<BenchmarkModel, 'group' | 'name'>): string {
  return [...benchmark.group, benchmark.name].join(' › ');
}
