import type { Benchmark } from '../benchmark-js/benchmark.js';
import type { Suite } from '../benchmark-js/suite.js';

/** The results as benny gives them to handlers: of placeholders. */

export function caseResult(benchmark: Benchmark) {
  const { name, hz, stats, options } = benchmark;
  const { delay, initCount, minTime, maxTime, minSamples } = options;
  const { sample } = stats;
  return {
    name,
    ops: hz,
    margin: stats.rme,
    options: { delay, initCount, minTime, maxTime, minSamples },
    samples: sample.length,
    promise: false,
    details: {
      min: Math.min(...sample),
      max: Math.max(...sample),
      mean: stats.mean,
      median: stats.mean,
      standardDeviation: stats.deviation,
      marginOfError: stats.moe,
      relativeMarginOfError: stats.rme,
      standardErrorOfMean: stats.sem,
      sampleVariance: stats.variance,
      sampleResults: sample,
    },
    completed: sample.length > 0,
  };
}

/** Returns the results of all cases, also of those whose turn has not come. */
export function summaryOf(suite: Suite) {
  const results = suite.slice().map((one) => ({ ...caseResult(one), percentSlower: 0 }));
  const first = { name: results[0]?.name, index: 0 };
  return { name: suite.name, date: new Date(), results, fastest: first, slowest: first };
}

export type Summary = ReturnType<typeof summaryOf>;
export type CaseResult = ReturnType<typeof caseResult>;
