import type { PairedBenchmark, PairedRun } from '@perf-suite/schema';
import type { DecisionOptions } from '../judge-options.js';
import { minimumEffectOf } from '../minimum-effect.js';
import { type VerdictSettings, verdictSettingsOf } from '../verdict-settings.js';
import { allocationRounds } from './allocation-rounds.js';
import type { InterimAnalysis } from './analysis-plan.js';
import { decidePairs, type PairDecision } from './decide-pairs.js';
import { errorRounds } from './error-rounds.js';
import { roundRatios } from './round-ratios.js';
import type { JudgeablePairs } from './rounds-seen.js';

/** The parts of a paired run that verdicts rest on; a run still going on has them too. */
export type PairsSoFar = Pick<PairedRun, 'seed' | 'settings' | 'benchmarks' | 'shard' | 'shards'>;

/** A benchmark with what was decided about it; null where it failed or has no ratios. */
interface ReplayedBenchmark {
  readonly benchmark: PairedBenchmark;
  readonly judged: { readonly pairs: JudgeablePairs; readonly decision: PairDecision } | null;
}

export interface ReplayedRun {
  /** The analyses taken, from the first. */
  readonly analyses: readonly InterimAnalysis[];
  /** In the run's order. */
  readonly benchmarks: readonly ReplayedBenchmark[];
}

/**
 * Returns each benchmark of the run with the decision that its rounds lead to. Each shard of a merged run is decided by
 * itself, as its own machine did: the decisions are final there.
 */
export function replayPairs(
  run: PairsSoFar,
  options: DecisionOptions & { readonly ended: boolean },
): ReplayedRun {
  const replays = shardsOf(run).map((benchmarks) => replayShard({ ...run, benchmarks }, options));
  const decided = new Map(
    replays.flatMap(({ benchmarks }) => benchmarks.map((one) => [one.benchmark, one] as const)),
  );
  const [longest] = replays.map(({ analyses }) => analyses).toSorted((a, b) => b.length - a.length);
  return {
    analyses: longest ?? [],
    benchmarks: run.benchmarks.map((benchmark) => decided.get(benchmark) as ReplayedBenchmark),
  };
}

function shardsOf({ shards, benchmarks }: PairsSoFar): readonly PairedRun['benchmarks'][] {
  if (shards === undefined) return [benchmarks];
  return shards.map(({ index }) => benchmarks.filter(({ shard }) => shard === index));
}

/** Returns how many runs share the error of the suite. */
export function shardCountOf({ shard, shards }: Pick<PairedRun, 'shard' | 'shards'>): number {
  return shard?.of ?? shards?.length ?? 1;
}

function replayShard(run: PairsSoFar, options: DecisionOptions & { readonly ended: boolean }): ReplayedRun {
  const settings = verdictSettingsOf(run, options);
  const { gating } = settings;
  const judgeable = run.benchmarks.map((benchmark) => judgeablePairs(benchmark, settings));
  const { analyses, decisions } = decidePairs(
    judgeable.filter((pairs) => pairs !== null),
    {
      rounds: run.settings.rounds,
      ended: options.ended,
      seed: options.seed ?? run.seed,
      gating,
      shardCount: shardCountOf(run),
    },
  );
  let next = 0;
  const benchmarks = run.benchmarks.map((benchmark, i) => {
    const pairs = judgeable[i] ?? null;
    return { benchmark, judged: pairs && { pairs, decision: decisions[next++] as PairDecision } };
  });
  return { analyses, benchmarks };
}

/** True where there is nothing to compare: one variant does not have it or could not load it, or both run the same code. */
export function isLeftOut({ onlyIn, notLoaded, sameCode }: PairedBenchmark): boolean {
  return (onlyIn ?? null) !== null || (notLoaded ?? null) !== null || sameCode !== undefined;
}

function judgeablePairs(
  benchmark: PairedBenchmark,
  { minimumEffect, minimumAllocationEffect, minimumErrorEffect }: VerdictSettings,
): JudgeablePairs | null {
  if (benchmark.failure !== null || isLeftOut(benchmark)) return null;
  const ratios = roundRatios(benchmark);
  if (ratios.rounds.length === 0 || ratios.zeroCount > 0) return null;
  return {
    ratios,
    minimumEffect: minimumEffectOf(benchmark.minimumEffect, minimumEffect),
    allocation: allocationRounds(benchmark),
    minimumAllocationEffect,
    errors: errorRounds(benchmark),
    minimumErrorEffect,
  };
}
