import type { Estimate, PercentileName, Verdict } from '@perf-suite/schema';
import type { DecisionOptions } from '../judge-options.js';
import { speedupFromLog } from '../log-estimate.js';
import { AUTO_ANALYSES } from './analysis-plan.js';
import { isLeftOut, type PairsSoFar, replayPairs } from './replay-pairs.js';
import type { QuantityDecision } from './rounds-seen.js';

/** What one percentile says so far. */
export interface PercentileSoFar {
  readonly verdict: Verdict;
  /** base / head, below 1 is slower; null where there is nothing to estimate from. */
  readonly speedup: Estimate | null;
  readonly pValue: number | null;
}

/** Where one benchmark stands after the latest analysis. */
export interface BenchmarkAnalysis {
  readonly id: string;
  /** `decided`: measure it no further. `failed`: it cannot be judged, and more rounds will not help. */
  readonly state: 'sampling' | 'decided' | 'failed';
  /** Null before the first analysis, or when it failed. */
  readonly percentiles: Readonly<Record<PercentileName, PercentileSoFar>> | null;
}

/** After how many rounds `--rounds auto` decides whether to go on. */
export const AUTO_ANALYSIS_ROUNDS: readonly number[] = AUTO_ANALYSES.map(({ rounds }) => rounds);

/**
 * Returns where each benchmark of a run that is still going on stands, in the run's order: to be
 * called after each of the rounds in `AUTO_ANALYSIS_ROUNDS` with all that was measured so far. It goes
 * through the analyses from the first, with the very code that judges the finished run file.
 * @throws {PerfError} `bad-file` when samples are damaged
 */
export function analysePairs(run: PairsSoFar, options: DecisionOptions = {}): BenchmarkAnalysis[] {
  const { benchmarks } = replayPairs(run, { ...options, ended: false });
  return benchmarks.map(({ benchmark, judged }) => {
    if (judged === null) {
      const compared = benchmark.failure === null && !isLeftOut(benchmark);
      const open = compared && benchmark.rounds.length === 0;
      return { id: benchmark.id, state: open ? 'sampling' : 'failed', percentiles: null };
    }
    const { decided, quantities } = judged.decision;
    const { p50, p95 } = quantities;
    return {
      id: benchmark.id,
      state: decided ? 'decided' : 'sampling',
      percentiles: p50 && p95 && { p50: soFar(p50), p95: soFar(p95) },
    };
  });
}

function soFar({ verdict, change, pValue }: QuantityDecision): PercentileSoFar {
  return { verdict, speedup: change && speedupFromLog(change), pValue };
}
