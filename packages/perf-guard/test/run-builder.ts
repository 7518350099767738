import {
  type Environment,
  type PairedRun,
  type PercentileName,
  packDurations,
  packOrder,
  type SingleRun,
} from '@perf-suite/schema';
import { seededRandom } from '../src/statistics/seeded-random.js';

/** Builds run files with known truth: made samples, real packing. */

export const ENVIRONMENT: Environment = {
  name: 'local',
  fingerprint: 'f1',
  cpu: { model: 'Test CPU', logicalCores: 2, availableCores: 2, governor: null, turbo: null },
  memory: { totalBytes: 8e9, limitBytes: null },
  os: { platform: 'linux', release: '6.1', arch: 'x64' },
  container: null,
  ci: null,
  loadAtStart: 0.1,
  runtime: { node: '20.20.2', v8: '11.3', flags: [] },
};

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
  return {
    ...runShape(spec),
    ...(spec.percentiles && { settings: { ...runShape(spec).settings, percentiles: spec.percentiles } }),
    mode: 'paired',
    base: { kind: 'git', ref: 'main', commit: 'b'.repeat(40) },
    benchmarks: spec.benchmarks.map((benchmark) => ({
      ...benchmarkShape(benchmark),
      rounds: Array.from({ length: spec.rounds ?? 8 }, (_, round) => {
        const { meanNs = 20_000, sampleSd = 0.02, pairs = 120 } = benchmark;
        const shift = logChange(benchmark, round) + (benchmark.roundSd ?? 0.005) * normal();
        const speeds = Array.from({ length: pairs }, () => meanNs * Math.exp(0.02 * normal()));
        const sample = (ns: number, log: number): number =>
          Math.max(1, ns * Math.exp(log + sampleSd * normal()));
        return {
          ...roundShape(round, pairs),
          pairs: {
            base: packDurations(
              tailed(speeds, benchmark.tailChange === undefined ? undefined : 0).map((ns) => sample(ns, 0)),
            ),
            head: packDurations(tailed(speeds, benchmark.tailChange).map((ns) => sample(ns, shift))),
            order: packOrder(speeds.map(() => normal() > 0)),
          },
        };
      }),
    })),
  };
}

export function singleRun(spec: RunSpec): SingleRun {
  const normal = gaussian(spec.seed ?? 1);
  return {
    ...runShape(spec),
    mode: 'single',
    benchmarks: spec.benchmarks.map((benchmark) => ({
      ...benchmarkShape(benchmark),
      rounds: Array.from({ length: spec.rounds ?? 8 }, (_, round) => {
        const { meanNs = 20_000, sampleSd = 0.02, pairs = 120 } = benchmark;
        const shift = logChange(benchmark, round) + (benchmark.roundSd ?? 0.005) * normal();
        const durations = Array.from({ length: pairs }, () =>
          Math.max(1, meanNs * Math.exp(shift + sampleSd * normal())),
        );
        return { ...roundShape(round, pairs), samples: packDurations(durations) };
      }),
    })),
  };
}

function tailed(durationsNs: readonly number[], change: number | undefined): readonly number[] {
  if (change === undefined) return durationsNs;
  return durationsNs.map((ns, i) => (i % 10 === 0 ? 2 * ns * (1 + change) : ns));
}

function logChange({ change = 0, roundShift = () => 0 }: BenchmarkSpec, round: number): number {
  return Math.log1p(change) + roundShift(round);
}

function roundShape(round: number, pairs: number) {
  return { round, measuredCount: pairs, memory: null, noiseRatio: null };
}

function benchmarkShape(spec: BenchmarkSpec) {
  return {
    id: `bench/a.bench.ts#${spec.name}`,
    file: 'bench/a.bench.ts',
    group: [],
    name: spec.name,
    unit: 'ns' as const,
    better: 'lower' as const,
    async: false,
    batchSize: spec.batchSize ?? 10,
    minimumEffect: spec.minimumEffect ?? null,
    failure: spec.failure ?? null,
    warnings: [],
  };
}

function runShape(spec: RunSpec) {
  const seed = spec.seed ?? 1;
  return {
    kind: 'run' as const,
    schemaVersion: 1 as const,
    id: spec.id ?? `run-${seed}`,
    tool: { name: 'perf-suite', version: '0.1.0' },
    startedAt: '2026-01-02T03:04:05.000Z',
    finishedAt: '2026-01-02T03:05:05.000Z',
    state: 'complete' as const,
    commandLine: ['perf-suite', 'run'],
    seed,
    settings: {
      rounds: spec.askedRounds ?? spec.rounds ?? 8,
      timeMs: 90,
      sampleCap: 1000,
      isolation: 'file' as const,
    },
    environment: spec.environment ?? ENVIRONMENT,
    git: { commit: 'c'.repeat(40), branch: 'topic', dirty: false },
    rounds: Array.from({ length: spec.rounds ?? 8 }, (_, round) => ({
      seed: seed * 1000 + round,
      firstVariant: 'base' as const,
      order: spec.benchmarks.map(({ name }) => `bench/a.bench.ts#${name}`),
      workers: [],
    })),
    warnings: [],
  };
}
