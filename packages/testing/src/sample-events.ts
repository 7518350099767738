import type { Environment, LiveEvent, LiveEventOf, SampleStatistics } from '@perf-suite/schema';

/** Builds the events of small runs for tests: plain values, overridden where a test cares. */
export const environment: Environment = {
  name: 'local',
  fingerprint: 'f1',
  cpu: { model: 'Example CPU', logicalCores: 2, availableCores: 2, governor: null, turbo: null },
  memory: { totalBytes: 8e9, limitBytes: null },
  os: { platform: 'linux', release: '6.1', arch: 'x64' },
  container: null,
  ci: null,
  loadAtStart: 0.25,
  runtime: { node: '20.20.0', v8: '11.3', flags: [] },
};

export const STARTED_AT = '2026-03-01T10:00:00.000Z';

export function runStarted(
  changes: Partial<LiveEventOf<'run-started'>> & { readonly ids?: readonly string[] } = {},
): LiveEventOf<'run-started'> {
  const { ids = ['a.bench.ts#parse'], ...rest } = changes;
  return {
    type: 'run-started',
    run: 'r1',
    startedAt: STARTED_AT,
    mode: 'single',
    git: { commit: 'abc1234', branch: 'main', dirty: false },
    environment,
    baseline: 'main@0000000',
    plannedRounds: 3,
    benchmarks: ids.map((id) => ({ id, file: 'a.bench.ts', group: [], name: id, minimumEffect: 0.05 })),
    ...rest,
  };
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

export function samples(ns: number[], changes: Partial<LiveEventOf<'samples'>> = {}): LiveEvent {
  return { type: 'samples', t: 10, benchmark: 0, round: 0, variant: 'head', first: 0, ns, ...changes };
}

export function measured(p50Ns: number, changes: Partial<LiveEventOf<'benchmark-measured'>> = {}): LiveEvent {
  return {
    type: 'benchmark-measured',
    t: 20,
    benchmark: 0,
    round: 0,
    head: statistics(p50Ns),
    base: null,
    memory: { gcCount: 2, gcMs: 4, heapUsedBeforeBytes: 1_000, heapUsedAfterBytes: 2_000 },
    noiseRatio: 0.02,
    ...changes,
  };
}

export function verdict(changes: Partial<LiveEventOf<'verdict'>> = {}): LiveEvent {
  return {
    type: 'verdict',
    t: 30,
    benchmark: 0,
    verdict: 'regressed',
    severity: 'critical',
    speedup: { p50: { point: 0.8, lower: 0.75, upper: 0.85, confidence: 0.95 }, p95: null },
    baseline: 'main@0000000',
    summary: 'slower',
    ...changes,
  };
}

export function runFinished(changes: Partial<LiveEventOf<'run-finished'>> = {}): LiveEvent {
  return {
    type: 'run-finished',
    t: 60_000,
    state: 'complete',
    exitCode: 0,
    verdict: null,
    regressedCount: 0,
    interrupted: false,
    runFile: null,
    ...changes,
  };
}
