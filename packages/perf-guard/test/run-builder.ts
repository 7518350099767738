import type { Environment, PairedRun, PercentileName, SingleRun } from '@perf-suite/schema';
import { pairedRun as samplePairedRun, singleRun as sampleSingleRun } from '@perf-suite/testing/sample-run';
import { seededRandom } from '../src/statistics/seeded-random.js';

/** Builds run files with known truth: made samples, real packing. */

const BATCH_SIZE = 10;

/** Returns standard Gaussian values from a seed (Box-Muller). */
export function gaussian(seed: number): () => number {
  const random = seededRandom(seed);
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

export interface BenchmarkSpec {
  readonly name: string;
  /** True head / base - 1. */
  readonly change?: number;
  /** Standard deviation of the change from round to round, on the log scale. */
  readonly roundSd?: number;
  /** Standard deviation from sample to sample. */
  readonly sampleSd?: number;
  /** Every tenth call takes twice as long; this changes head's alone. */
  readonly tailChange?: number;
  readonly meanNs?: number;
  readonly pairs?: number;
  readonly batchSize?: number;
  readonly minimumEffect?: number | null;
  readonly failure?: PairedRun['benchmarks'][number]['failure'];
  /** Added to the log ratio of each round. */
  readonly roundShift?: (round: number) => number;
}

export interface RunSpec {
  readonly rounds?: number;
  readonly askedRounds?: number | 'auto';
  readonly seed?: number;
  readonly id?: string;
  /** What gates; left out as in runs of earlier versions. */
  readonly percentiles?: readonly PercentileName[];
  readonly environment?: Environment;
  readonly benchmarks: readonly BenchmarkSpec[];
}

export function pairedRun(spec: RunSpec): PairedRun {
  const normal = gaussian(spec.seed ?? 1);
  const round = (benchmark: BenchmarkSpec, index: number) => {
    const { meanNs = 20_000, sampleSd = 0.02, pairs = 120, batchSize = BATCH_SIZE } = benchmark;
    const shift = logChange(benchmark, index) + (benchmark.roundSd ?? 0.005) * normal();
    const speeds = Array.from({ length: pairs }, () => meanNs * Math.exp(0.02 * normal()));
    const sample = (ns: number, log: number): number =>
      Math.max(1, ns * Math.exp(log + sampleSd * normal())) / batchSize;
    return {
      baseNs: tailed(speeds, benchmark.tailChange === undefined ? undefined : 0).map((ns) => sample(ns, 0)),
      headNs: tailed(speeds, benchmark.tailChange).map((ns) => sample(ns, shift)),
      headFirst: speeds.map(() => normal() > 0),
    };
  };
  return samplePairedRun({ ...runFields(spec), benchmarks: benchmarksOf(spec, round) });
}

export function singleRun(spec: RunSpec): SingleRun {
  const normal = gaussian(spec.seed ?? 1);
  const round = (benchmark: BenchmarkSpec, index: number) => {
    const { meanNs = 20_000, sampleSd = 0.02, pairs = 120, batchSize = BATCH_SIZE } = benchmark;
    const shift = logChange(benchmark, index) + (benchmark.roundSd ?? 0.005) * normal();
    return Array.from(
      { length: pairs },
      () => Math.max(1, meanNs * Math.exp(shift + sampleSd * normal())) / batchSize,
    );
  };
  return sampleSingleRun({ ...runFields(spec), benchmarks: benchmarksOf(spec, round) });
}

function tailed(durationsNs: readonly number[], change: number | undefined): readonly number[] {
  if (change === undefined) return durationsNs;
  return durationsNs.map((ns, i) => (i % 10 === 0 ? 2 * ns * (1 + change) : ns));
}

function logChange({ change = 0, roundShift = () => 0 }: BenchmarkSpec, round: number): number {
  return Math.log1p(change) + roundShift(round);
}

function benchmarksOf<Round>(spec: RunSpec, roundOf: (benchmark: BenchmarkSpec, index: number) => Round) {
  return Object.fromEntries(
    spec.benchmarks.map((benchmark) => {
      const { name, batchSize = BATCH_SIZE, minimumEffect = null, failure = null } = benchmark;
      const rounds = Array.from({ length: spec.rounds ?? 8 }, (_, index) => roundOf(benchmark, index));
      return [`bench/a.bench.ts#${name}`, { batchSize, minimumEffect, failure, rounds }];
    }),
  );
}

function runFields(spec: RunSpec) {
  const { seed = 1, rounds = 8, askedRounds = rounds, percentiles, environment } = spec;
  const settings = { rounds: askedRounds, timeMs: 90, sampleCap: 1000, isolation: 'file' as const };
  return {
    id: spec.id ?? `run-${seed}`,
    seed,
    settings: { ...settings, ...(percentiles && { percentiles }) },
    ...(environment && { environment }),
  };
}
