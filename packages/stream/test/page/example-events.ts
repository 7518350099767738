import type { LiveEvent, LiveEventOf } from '@perf-suite/schema';
import { statistics, runStarted as unpairedRunStarted } from '@perf-suite/testing/sample-events';

/** Returns the start of an A/B run of so many benchmarks, named b0, b1 and so on. */
export function runStarted(benchmarkCount: number, plannedRounds = 4): LiveEventOf<'run-started'> {
  return {
    ...unpairedRunStarted(benchmarkCount),
    mode: 'paired',
    git: { commit: '0123456789abcdef', branch: 'feature', dirty: false },
    baseline: 'main@1a2b3c4',
    plannedRounds,
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
