import { readFileSync } from 'node:fs';

/** One round of one benchmark: nanoseconds per iteration at p50 and, with enough samples, at p95. */
export type RoundValues = readonly [p50: number, p95: number | null];

/** Runs of unchanged code, measured back to back: what is left of each run file is a value for each round. */
export interface RealRuns {
  readonly machine: string;
  readonly settings: string;
  /** In the order measured. */
  readonly runs: readonly {
    readonly startedAt: string;
    readonly benchmarks: Readonly<Record<string, readonly RoundValues[]>>;
  }[];
}

/** Returns the runs that the benchmark was made with. */
export function readRealRuns(): RealRuns {
  const file = new URL('../../change-points/real-runs.json', import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as RealRuns;
}
