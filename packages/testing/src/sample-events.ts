import type { LiveEventOf, SampleStatistics } from '@perf-suite/schema';
import { benchmarkNamed } from './benchmark-name.js';
import { sampleEnvironment } from './sample-environment.js';

/** The events of small runs. What a test cares for beyond the arguments it spreads over them. */

/** Returns the start of a run of these benchmarks, or of so many: `group > b0`, `group > b1` and so on. */
export function runStarted(
  benchmarks: number | readonly string[] = ['a.bench.ts#parse'],
): LiveEventOf<'run-started'> {
  const ids =
    typeof benchmarks === 'number'
      ? Array.from({ length: benchmarks }, (_, i) => `a.bench.ts#group > b${i}`)
      : benchmarks;
  return {
    type: 'run-started',
    run: 'r1',
    startedAt: '2026-03-01T10:00:00.000Z',
    mode: 'single',
    git: { commit: 'abc1234', branch: 'main', dirty: false },
    environment: sampleEnvironment(),
    baseline: null,
    plannedRounds: 8,
    benchmarks: ids.map((id) => ({ ...benchmarkNamed(id), minimumEffect: 0.025 })),
  };
}

export function roundStarted(round: number): LiveEventOf<'round-started'> {
  return { type: 'round-started', t: round, round };
}

/** Returns samples in nanoseconds per iteration, of which `first` is the number of the first. */
export function samples(
  benchmark: number,
  first: number,
  ns: readonly number[],
  variant: 'head' | 'base' = 'head',
): LiveEventOf<'samples'> {
  return { type: 'samples', t: first, benchmark, round: 0, variant, first, ns };
}

export function statistics(p50Ns: number): SampleStatistics {
  return {
    count: 10,
    minNs: p50Ns / 2,
    p50Ns,
    p95Ns: p50Ns * 2,
    p99Ns: p50Ns * 3,
    maxNs: p50Ns * 4,
    meanNs: p50Ns,
    spreadRatio: 0.1,
  };
}

export function measured(p50Ns: number): LiveEventOf<'benchmark-measured'> {
  return {
    type: 'benchmark-measured',
    t: 20,
    benchmark: 0,
    round: 0,
    head: statistics(p50Ns),
    base: null,
    memory: {
      gcCount: 2,
      gcMs: 4,
      heapUsedBeforeBytes: 1_000,
      heapUsedAfterBytes: 2_000,
      measuredMs: 100,
      cpuMs: 95,
      rssPeakBytes: 80e6,
    },
    noiseRatio: 0.02,
  };
}

/** Returns a regression of the first benchmark. */
export function verdict(): LiveEventOf<'verdict'> {
  return {
    type: 'verdict',
    t: 30,
    benchmark: 0,
    verdict: 'regressed',
    severity: 'critical',
    speedup: { p50: { point: 0.8, lower: 0.75, upper: 0.85, confidence: 0.95 }, p95: null },
    baseline: 'main@0000000',
    summary: 'slower',
  };
}

export function runFinished(): LiveEventOf<'run-finished'> {
  return {
    type: 'run-finished',
    t: 60_000,
    state: 'complete',
    exitCode: 0,
    verdict: null,
    regressedCount: 0,
    interrupted: false,
    runFile: null,
  };
}
