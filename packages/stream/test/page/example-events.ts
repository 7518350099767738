import type { Environment, LiveEvent, LiveEventOf, SampleStatistics } from '@perf-suite/schema';

export const ENVIRONMENT: Environment = {
  name: 'test',
  fingerprint: 'f00d',
  cpu: { model: 'Test CPU', logicalCores: 4, availableCores: 2, governor: null, turbo: null },
  memory: { totalBytes: 8e9, limitBytes: null },
  os: { platform: 'linux', release: '6.1', arch: 'x64' },
  container: null,
  ci: null,
  loadAtStart: 0.5,
  runtime: { node: 'v22.0.0', v8: '12.4', flags: [] },
};

/** Returns the start of an A/B run of so many benchmarks, named b0, b1 and so on. */
export function runStarted(benchmarkCount: number, plannedRounds = 4): LiveEventOf<'run-started'> {
  return {
    type: 'run-started',
    run: 'r1',
    startedAt: '2026-11-21T04:00:00.000Z',
    mode: 'paired',
    git: { commit: '0123456789abcdef', branch: 'feature', dirty: false },
    environment: ENVIRONMENT,
    baseline: 'main@1a2b3c4',
    plannedRounds,
    benchmarks: Array.from({ length: benchmarkCount }, (_, i) => ({
      id: `a.bench.ts#group > b${i}`,
      file: 'a.bench.ts',
      group: ['group'],
      name: `b${i}`,
      minimumEffect: 0.025,
    })),
  };
}

export function statistics(p50Ns: number): SampleStatistics {
  return {
    count: 3,
    minNs: p50Ns,
    p50Ns,
    p95Ns: p50Ns * 1.1,
    p99Ns: p50Ns * 1.2,
    maxNs: p50Ns * 2,
    meanNs: p50Ns,
    spreadRatio: 0.02,
  };
}

/** Returns the events of one benchmark's part of one round, a sample pair for each entry of `headNs`. */
export function roundOf(
  benchmark: number,
  round: number,
  { baseNs, headNs, t = round * 1000 + benchmark }: { baseNs: number[]; headNs: number[]; t?: number },
): LiveEvent[] {
  return [
    { type: 'benchmark-started', t, benchmark, round, batchSize: 8 },
    { type: 'samples', t, benchmark, round, variant: 'base', first: 0, ns: baseNs },
    { type: 'samples', t, benchmark, round, variant: 'head', first: 0, ns: headNs },
    {
      type: 'benchmark-measured',
      t: t + 500,
      benchmark,
      round,
      head: statistics(headNs[0] ?? 1),
      base: statistics(baseNs[0] ?? 1),
      memory: null,
      noiseRatio: 0.01,
    },
  ];
}
