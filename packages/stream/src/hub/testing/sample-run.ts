import type { LiveEventOf } from '@perf-suite/schema';

const environment = {
  name: 'test',
  fingerprint: 'f0',
  cpu: { model: 'test', logicalCores: 2, availableCores: 2, governor: null, turbo: null },
  memory: { totalBytes: 1, limitBytes: null },
  os: { platform: 'linux', release: '1', arch: 'x64' },
  container: null,
  ci: null,
  loadAtStart: 0,
  runtime: { node: '20.0.0', v8: '11', flags: [] },
};

/** A run-started event with so many benchmarks, named `group/b0`, `group/b1`, ... */
export function runStarted(benchmarkCount: number): LiveEventOf<'run-started'> {
  return {
    type: 'run-started',
    run: 'r1',
    startedAt: '2026-01-01T00:00:00.000Z',
    mode: 'single',
    git: null,
    environment,
    baseline: null,
    plannedRounds: 8,
    benchmarks: Array.from({ length: benchmarkCount }, (_, index) => ({
      id: `a.bench.ts > group > b${index}`,
      file: 'a.bench.ts',
      group: ['group'],
      name: `b${index}`,
      minimumEffect: 0.025,
    })),
  };
}

export function roundStarted(round: number): LiveEventOf<'round-started'> {
  return { type: 'round-started', t: round, round };
}

export function samples(
  benchmark: number,
  first: number,
  ns: readonly number[],
  variant: 'head' | 'base' = 'head',
): LiveEventOf<'samples'> {
  return { type: 'samples', t: first, benchmark, round: 0, variant, first, ns };
}

export function runFinished(): LiveEventOf<'run-finished'> {
  return {
    type: 'run-finished',
    t: 1,
    state: 'complete',
    exitCode: 0,
    verdict: null,
    regressedCount: 0,
    interrupted: false,
    runFile: null,
  };
}
