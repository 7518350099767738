import {
  DEFAULT_FAIL_ON,
  DEFAULT_MINIMUM_EFFECT,
  type FailOn,
  type MinimumEffect,
  PERCENTILES,
  type PercentileName,
} from '@perf-suite/schema';

export const ISOLATIONS = ['file', 'task', 'process'] as const;
export type Isolation = (typeof ISOLATIONS)[number];

/** Everything that a run can be told, after flags, variables, file and defaults were joined. */
export interface Settings {
  /** Globs, relative to the project's root. */
  readonly files: readonly string[];
  readonly rounds: number | 'auto';
  /** Measuring time for each benchmark and round. */
  readonly timeMs: number;
  /** The longest that one benchmark may take in one round, setup included. */
  readonly timeoutMs: number;
  /** Null picks one at the start and notes it in the run file. */
  readonly seed: number | null;
  /** Name of this environment; null takes the CI system's name, else `local`. */
  readonly env: string | null;
  /** Run file to write; null names it by time and commit under `.perf/runs/`. */
  readonly out: string | null;
  /** The smallest changes worth acting on, as ratios; p95's is twice p50's unless it is given. */
  readonly minimumEffect: MinimumEffect;
  /** The percentiles that decide verdicts; the other only warns. */
  readonly percentile: readonly PercentileName[];
  readonly isolation: Isolation;
  /** Flags for the node processes that measure. */
  readonly nodeFlags: readonly string[];
  /** Samples kept for each benchmark and round. */
  readonly sampleCap: number;
  /** The longest that measuring may take, from the first round on; null sets no limit. */
  readonly budgetMs: number | null;
  readonly host: string;
  readonly port: number;
  readonly metricsPort: number;
  /** Where others reach page and stream through a proxy; null where nothing stands in between. */
  readonly publicUrl: string | null;
  /** The metrics.yaml that declares the metrics that benchmarks set; null checks and serves none. */
  readonly metricsFile: string | null;
  /** Run files to compare with. */
  readonly baseline: readonly string[];
  /** What to measure against in pairs: a git ref, a folder or `npm:name@version`. */
  readonly against: string | null;
  /** Of a branch its newest commit, not the merge base; says nothing about what else `against` may be. */
  readonly againstTip: boolean;
  /** Shell command that installs and builds the base of `against`; null for what its own files tell. */
  readonly baseSetup: string | null;
  /** Measures an A/B run a second time in variant processes, and warns where that says something else. */
  readonly audit: boolean;
  readonly failOn: readonly FailOn[];
}

export const DEFAULT_SETTINGS: Settings = {
  files: ['**/*.bench.{ts,mts,js,mjs}'],
  rounds: 'auto',
  timeMs: 90,
  timeoutMs: 60_000,
  seed: null,
  env: null,
  out: null,
  minimumEffect: DEFAULT_MINIMUM_EFFECT,
  percentile: PERCENTILES,
  isolation: 'file',
  nodeFlags: [],
  sampleCap: 1000,
  budgetMs: null,
  host: '127.0.0.1',
  port: 8765,
  metricsPort: 8000,
  publicUrl: null,
  metricsFile: null,
  baseline: [],
  against: null,
  againstTip: false,
  baseSetup: null,
  audit: false,
  failOn: DEFAULT_FAIL_ON,
};
