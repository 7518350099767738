import { PERCENTILES, type PercentileName, type SingleBenchmark, type SingleRun } from '@perf-suite/schema';
import { FEWEST_SAMPLES_FOR_P95 } from '../judge-options.js';
import { median, quantileInPlace } from '../statistics/quantile.js';
import { variance } from '../statistics/variance.js';
import { unpackedSamples } from '../unpacked-samples.js';

/** One percentile of one benchmark over one run. */
export interface PercentileSummary {
  /** ln of nanoseconds per iteration: the median over rounds. */
  readonly log: number;
  /** Variance of the rounds' logs around it; 0 with one round. */
  readonly roundVariance: number;
  readonly roundCount: number;
}

/** One benchmark over one run, brought down to what a later run is judged against. */
export interface BenchmarkSummary {
  readonly benchmark: SingleBenchmark;
  readonly zeroCount: number;
  /** The median number of samples in a round. */
  readonly sampleCount: number;
  /** Null where nothing was measured, or, at p95, where rounds have too few samples. */
  readonly percentiles: Readonly<Record<PercentileName, PercentileSummary | null>>;
}

/**
 * Returns a summary of each benchmark of the run by id: the median over rounds of each round's own
 * percentile, never a percentile of pooled iterations.
 * @throws {PerfError} `bad-file` when samples are damaged
 */
export function summariseRun(run: SingleRun): Map<string, BenchmarkSummary> {
  return new Map(run.benchmarks.map((benchmark) => [benchmark.id, summariseBenchmark(benchmark)]));
}

function summariseBenchmark(benchmark: SingleBenchmark): BenchmarkSummary {
  const measured = benchmark.rounds.filter(({ samples }) => samples.count > 0);
  const logs = PERCENTILES.map(() => new Float64Array(measured.length));
  let zeroCount = 0;
  measured.forEach(({ round, samples }, i) => {
    const durations = unpackedSamples(samples, `${benchmark.id}, round ${round}`);
    zeroCount += durations.filter((duration) => duration === 0).length;
    PERCENTILES.forEach((percentile, k) => {
      const duration = quantileInPlace(durations, percentile === 'p50' ? 0.5 : 0.95);
      (logs[k] as Float64Array)[i] = Math.log(duration / benchmark.batchSize);
    });
  });
  const sampleCount = measured.length === 0 ? 0 : median(measured.map(({ samples }) => samples.count));
  const usable = measured.length > 0 && zeroCount === 0;
  const [p50, p95] = logs.map((values) => (usable ? summariseLogs(values) : null)) as [
    PercentileSummary | null,
    PercentileSummary | null,
  ];
  const percentiles = { p50, p95: sampleCount >= FEWEST_SAMPLES_FOR_P95 ? p95 : null };
  return { benchmark, zeroCount, sampleCount, percentiles };
}

function summariseLogs(logs: Float64Array): PercentileSummary {
  return { log: median(logs), roundVariance: variance(logs), roundCount: logs.length };
}
