import type { Estimate, PercentileName } from '@perf-suite/schema';
import { CONFIDENCE } from '../judge-options.js';
import { moderatedVariance, type VariancePrior, variancePrior } from '../statistics/moderated-variance.js';
import { studentTQuantile, studentTUpperTail } from '../statistics/student-t.js';
import { variance } from '../statistics/variance.js';
import { typicalRunVariance } from './between-run-noise.js';
import type { PercentileSummary } from './run-summary.js';

/** One benchmark's percentile in the current run and in the earlier runs that have it (at least one). */
export interface RunsOfBenchmark {
  readonly current: PercentileSummary;
  readonly earlier: readonly PercentileSummary[];
  readonly minimumEffect: number;
}

export interface RunComparison {
  /** ln(current / mean of earlier). */
  readonly log: Estimate;
  /** One-sided, not yet adjusted over the suite: for "slower" and "faster" than the null allows. */
  readonly slowerP: number;
  readonly fasterP: number;
}

/** Days and machines move everything by more than pairs do, so that the null allows for more. */
const NULL_SHIFT: Readonly<Record<PercentileName, number>> = { p50: 0.02, p95: 0.04 };
const LARGEST_NULL_SHARE = 0.8;
/** With fewer benchmarks the suite's own spread of variances cannot be estimated. */
const FEWEST_FOR_OWN_PRIOR = 5;
/** Variance of a median of Gaussian values over that of their mean. */
const MEDIAN_VARIANCE_RATIO = Math.PI / 2;

/**
 * Returns for each benchmark how the current run compares with earlier ones: a t on the logs of run
 * medians whose variance between runs is drawn towards that of the suite (or, with one earlier run or
 * few benchmarks, towards what is typical). The replicate is the run, not the round or the iteration.
 * Source: Smyth (2004), moderated t; docs/decisions/011.
 */
export function compareWithRuns(
  percentile: PercentileName,
  benchmarks: readonly RunsOfBenchmark[],
): RunComparison[] {
  const priors = new Map<number, VariancePrior>();
  return benchmarks.map((benchmark) => {
    const runCount = benchmark.earlier.length;
    const prior = priors.get(runCount) ?? priorFor(percentile, benchmarks, runCount);
    priors.set(runCount, prior);
    return compare(percentile, benchmark, prior);
  });
}

/** Returns the variance between runs that benchmarks with this many earlier runs are drawn towards. */
function priorFor(
  percentile: PercentileName,
  benchmarks: readonly RunsOfBenchmark[],
  runCount: number,
): VariancePrior {
  const alike = benchmarks.filter(({ earlier }) => earlier.length === runCount);
  if (runCount < 2 || alike.length < FEWEST_FOR_OWN_PRIOR) return typicalRunVariance(percentile);
  return variancePrior(alike.map(varianceOfRuns), runCount - 1);
}

function varianceOfRuns({ earlier }: RunsOfBenchmark): number {
  return variance(earlier.map(({ log }) => log));
}

function compare(
  percentile: PercentileName,
  benchmark: RunsOfBenchmark,
  prior: VariancePrior,
): RunComparison {
  const { current, earlier, minimumEffect } = benchmark;
  const runCount = earlier.length;
  const mean = earlier.reduce((sum, { log }) => sum + log, 0) / runCount;
  const runVariance =
    runCount === 1
      ? prior.variance + withinRunVariance(benchmark)
      : moderatedVariance(varianceOfRuns(benchmark), runCount - 1, prior);
  const error = Math.sqrt(runVariance * (1 + 1 / runCount));
  const degreesOfFreedom = runCount - 1 + prior.degreesOfFreedom;
  const point = current.log - mean;
  const reach = studentTQuantile((1 + CONFIDENCE) / 2, degreesOfFreedom) * error;
  const shift = Math.log1p(Math.min(NULL_SHIFT[percentile], LARGEST_NULL_SHARE * minimumEffect));
  const tail = (signed: number): number => studentTUpperTail((signed - shift) / error, degreesOfFreedom);
  return {
    log: { point, lower: point - reach, upper: point + reach, confidence: CONFIDENCE },
    slowerP: tail(point),
    fasterP: tail(-point),
  };
}

/** Returns how far the two runs' medians may be off because of their rounds, on average for one run. */
function withinRunVariance({ current, earlier }: RunsOfBenchmark): number {
  const runs = [current, ...earlier];
  const total = runs.reduce((sum, { roundVariance, roundCount }) => sum + roundVariance / roundCount, 0);
  return (MEDIAN_VARIANCE_RATIO * total) / runs.length;
}
