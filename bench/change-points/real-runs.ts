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
    /** Runnable processes of the machine, the average of the minute before. */
    readonly load: number;
    readonly benchmarks: Readonly<Record<string, readonly RoundValues[]>>;
  }[];
}

/** The sets of runs, all of one machine: the constants of the method were chosen on the first. */
export const RUN_SETS = {
  quiet: 'real-runs-quiet.json',
  first: 'real-runs.json',
  busier: 'real-runs-busier.json',
} as const;

/** Returns a set of real runs. */
export function readRealRuns(set: keyof typeof RUN_SETS): RealRuns {
  const file = new URL(`../../change-points/${RUN_SETS[set]}`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as RealRuns;
}
