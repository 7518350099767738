import { type Estimate, newestSpeedup, type RoundSoFar } from '@perf-suite/schema';
import { provisionalEstimate } from '../../src/watch/provisional-estimate.js';
import type { BenchmarkModel } from './run-model.js';

/** The p50 speedup to show. */
export interface ShownSpeedup {
  readonly estimate: Estimate;
  /** How many rounds it was made of here, before the first interim analysis; null for an analysis's or a verdict's. */
  readonly provisionalRounds: number | null;
}

/** Rows, intervals and sorting all ask for the same one. */
const known = new WeakMap<BenchmarkModel, ShownSpeedup | null>();

/** Returns the newest interval, or while there is none what the rounds so far say; null for neither. */
export function shownSpeedup(benchmark: BenchmarkModel): ShownSpeedup | null {
  let shown = known.get(benchmark);
  if (shown === undefined) {
    shown = newestOrProvisional(benchmark);
    known.set(benchmark, shown);
  }
  return shown;
}

function newestOrProvisional(benchmark: BenchmarkModel): ShownSpeedup | null {
  const newest = newestSpeedup(benchmark);
  if (newest !== null) return newest.p50 === null ? null : { estimate: newest.p50, provisionalRounds: null };
  if (benchmark.state === 'finished' || benchmark.state === 'failed') return null;
  const speedups = benchmark.rounds.flatMap((round) => roundSpeedup(round) ?? []);
  const estimate = provisionalEstimate(speedups);
  return estimate === null ? null : { estimate, provisionalRounds: speedups.length };
}

/** Returns base / head of a round: the median over its pairs, else the ratio of the medians. */
export function roundSpeedup(round: RoundSoFar): number | null {
  if (round.pairSpeedupRatio !== null) return round.pairSpeedupRatio;
  return round.base === null || round.head.p50Ns === 0 ? null : round.base.p50Ns / round.head.p50Ns;
}
