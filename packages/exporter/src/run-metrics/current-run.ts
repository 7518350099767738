import type { LiveEventOf } from '@perf-suite/schema';
import type { Subject } from './subject.js';

/** The run whose events come in, and what its metrics add up of them. */
export interface CurrentRun {
  readonly started: LiveEventOf<'run-started'>;
  readonly startedAtMs: number;
  readonly environment: string;
  readonly branch: string;
  readonly commit: string | null;
  /** p50 of each completed round of each benchmark, in nanoseconds. */
  readonly roundMediansNs: readonly number[][];
  /** Most resident memory of a worker while it measured each benchmark. */
  readonly benchmarkPeakBytes: number[];
  /** Most resident memory by process and phase. */
  readonly peakRssBytes: Map<string, number>;
  readonly warningCounts: Map<string, number>;
  finishedCount: number;
}

/** Returns the state of a run that has just started. */
export function currentRun(started: LiveEventOf<'run-started'>, branch: string): CurrentRun {
  return {
    started,
    startedAtMs: Date.parse(started.startedAt),
    environment: started.environment.name,
    branch,
    commit: started.git?.commit ?? null,
    roundMediansNs: started.benchmarks.map(() => []),
    benchmarkPeakBytes: started.benchmarks.map(() => 0),
    peakRssBytes: new Map(),
    warningCounts: new Map(),
    finishedCount: 0,
  };
}

/** Returns the benchmark that an event's index means, or null where the run has none of it. */
export function subjectOf({ started, environment, branch }: CurrentRun, index: number): Subject | null {
  const benchmark = started.benchmarks[index]?.id;
  return benchmark === undefined ? null : { benchmark, environment, branch };
}
