import type { MinimumEffect, PercentileName, Warning } from '@perf-suite/schema';
import type { Finding } from '../finding.js';
import { FEW_SAMPLES_HINT, FEWEST_SAMPLES_FOR_P95 } from '../judge-options.js';
import { holm } from '../statistics/holm.js';
import { verdictOf } from '../verdict-of-estimate.js';
import { compareWithRuns, type RunComparison, type RunsOfBenchmark } from './compare-with-runs.js';
import type { BenchmarkSummary, PercentileSummary } from './run-summary.js';

/** A benchmark of the current run with its namesakes in earlier runs. */
export interface Matched {
  readonly current: BenchmarkSummary;
  readonly earlier: readonly BenchmarkSummary[];
  readonly minimumEffect: MinimumEffect;
}

/** Returns what one percentile says about each benchmark, adjusted over the suite; alpha is the error it may spend. */
export function findingsAt(
  percentile: PercentileName,
  matched: readonly Matched[],
  alpha: number,
): Finding[] {
  const runs = matched.map((match) => runsOf(percentile, match));
  const usable = runs.filter((one) => one !== null);
  const compared = compareWithRuns(percentile, usable);
  const slower = holm(compared.map(({ slowerP }) => slowerP));
  const faster = holm(compared.map(({ fasterP }) => fasterP));
  let next = 0;
  return matched.map((match, i) => {
    const one = runs[i] ?? null;
    if (one === null) return withoutRuns(percentile, match);
    const at = next++;
    const comparison = compared[at] as RunComparison;
    return findingOf(percentile, one, {
      comparison,
      slowerP: slower[at] as number,
      fasterP: faster[at] as number,
      alpha,
    });
  });
}

/** Returns the percentile in the current and earlier runs; null where either side has none to compare. */
function runsOf(
  percentile: PercentileName,
  { current, earlier, minimumEffect }: Matched,
): RunsOfBenchmark | null {
  const now = current.percentiles[percentile];
  const before = earlier
    // Tails of batch means shrink with the batch, so that p95 compares at equal batch sizes only.
    .filter(({ benchmark }) => percentile === 'p50' || benchmark.batchSize === current.benchmark.batchSize)
    .flatMap(({ benchmark, percentiles }) =>
      benchmark.failure === null ? (percentiles[percentile] ?? []) : [],
    );
  if (now === null || before.length === 0 || current.benchmark.failure !== null) return null;
  return { current: now, earlier: before, minimumEffect: minimumEffect[percentile] };
}

function findingOf(
  percentile: PercentileName,
  runs: RunsOfBenchmark,
  {
    comparison,
    slowerP,
    fasterP,
    alpha,
  }: { comparison: RunComparison; slowerP: number; fasterP: number; alpha: number },
): Finding {
  const { log } = comparison;
  const { minimumEffect, earlier } = runs;
  const mean = earlier.reduce((sum, run) => sum + run.log, 0) / earlier.length;
  return {
    percentile,
    verdict: verdictOf({
      change: log,
      smallest: Math.log1p(minimumEffect),
      worseP: slowerP,
      betterP: fasterP,
      alpha,
    }),
    log,
    pValue: log.point >= 0 ? slowerP : fasterP,
    minimumEffect,
    baselineNs: Math.exp(mean),
    currentNs: Math.exp(runs.current.log),
    replicates: earlier.length,
    warnings: [],
  };
}

function withoutRuns(percentile: PercentileName, match: Matched): Finding {
  const { current, earlier, minimumEffect } = match;
  const currentNs = nsOf(current.percentiles[percentile]);
  const baselineNs = nsOf(earlier.at(-1)?.percentiles[percentile] ?? null);
  return {
    percentile,
    verdict: 'incomparable',
    log: null,
    pValue: null,
    minimumEffect: minimumEffect[percentile],
    baselineNs,
    currentNs,
    replicates: 0,
    warnings: [whyNothing(percentile, match)],
  };
}

function nsOf(summary: PercentileSummary | null): number | null {
  return summary && Math.exp(summary.log);
}

function whyNothing(percentile: PercentileName, { current, earlier }: Matched): Warning {
  if (current.sampleCount === 0)
    return { code: 'no-rounds', message: 'this run has no round of it', hint: 'Run it again.' };
  if (percentile === 'p95' && current.sampleCount < FEWEST_SAMPLES_FOR_P95) {
    return {
      code: 'insufficient-samples',
      message: `p95 needs ${FEWEST_SAMPLES_FOR_P95} samples a round, found ${current.sampleCount}`,
      hint: FEW_SAMPLES_HINT,
    };
  }
  const otherBatches = earlier.every(({ benchmark }) => benchmark.batchSize !== current.benchmark.batchSize);
  if (percentile === 'p95' && otherBatches) {
    return {
      code: 'batch-size',
      message: `batches of ${current.benchmark.batchSize} iterations cannot be compared at p95 with the baseline's`,
      hint: 'Compare both in one run with: perf-suite run --against <ref>',
    };
  }
  return {
    code: 'no-baseline',
    message: 'no earlier run has usable rounds of it',
    hint: 'Measure the baseline again.',
  };
}
