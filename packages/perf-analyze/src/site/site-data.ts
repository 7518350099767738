/**
 * What the data files of a site hold. Each is `<name>.js` below `perf-data`, and puts its object where the
 * pages look for it: a page that was opened from disk may not fetch, but may run a script. Texts are such as
 * may be shown as they are; columns are base64 of little-endian numbers.
 */

/** The `site` file: what there is. */
export interface SiteData {
  /** The same in all files that were written together. */
  readonly generation: string;
  readonly title: string;
  readonly writtenAtMs: number;
  /** Addresses with `{commit}`; with `{after}` and `{at}`; with `{run}` and `{commit}`. */
  readonly links: {
    readonly commit: string | null;
    readonly range: string | null;
    readonly report: string | null;
    /** What commands that are shown need to find the history: ` --store git`, or empty. */
    readonly storeFlag: string;
  };
  readonly environments: readonly SiteEnvironment[];
}

/** One environment on one branch: its files are in a folder of their own. */
export interface SiteEnvironment {
  readonly folder: string;
  readonly label: string;
  readonly branch: string | null;
  readonly runCount: number;
  readonly benchmarkCount: number;
  readonly firstMs: number;
  readonly lastMs: number;
  /** Changes that nobody has looked at. */
  readonly openCount: number;
}

/** Of the time, current / before - 1 with its 95 % interval; positive is slower, also where higher values are better. */
export type SiteRatio = readonly [point: number, lower: number, upper: number];

/** A change point as the pages show it. */
export interface SiteChange {
  readonly id: string;
  /** File name of the benchmark; null for all benchmarks of the environment. */
  readonly key: string | null;
  readonly benchmark: string;
  readonly percentile: 'p50' | 'p95';
  readonly kind: 'step' | 'creep' | 'noise' | 'modes' | 'machine';
  readonly state: 'open' | 'acknowledged' | 'intended' | 'fixed';
  /** False where later runs did not bear it out. */
  readonly borneOut: boolean;
  /** In words, as `perf-analyze changes` says it. */
  readonly what: string;
  readonly size: string;
  readonly sureness: string;
  readonly commits: string;
  readonly note: string | null;
  /** The command that measures it in pairs. */
  readonly confirm: string | null;
  readonly ratio: SiteRatio;
  /** How the values changed, as `size` says it. */
  readonly shown: number;
  /** Numbers of runs; -1 where the run is not in the history any more. */
  readonly after: number;
  readonly at: number;
  readonly afterCommit: string | null;
  readonly atCommit: string | null;
  readonly atMs: number | null;
  readonly firstSeenMs: number;
}

/** A benchmark in the overview. */
export interface SiteRow {
  /** File name of its history. */
  readonly key: string;
  /** Its place in the blocks. */
  readonly index: number;
  readonly benchmark: string;
  readonly unit: string;
  readonly better: 'lower' | 'higher';
  /** Typical value of the newest runs, in the unit. */
  readonly now: number;
  readonly sparkline: readonly (number | null)[];
  /** Against 7, 30 and 90 days before. */
  readonly changes: readonly (SiteRatio | null)[];
  /** How much slower it surely is than it was. */
  readonly cost: number;
  /** Its changes that are open or acknowledged. */
  readonly open: readonly SiteChange[];
  /** Standard deviation of the log of one run around its level. */
  readonly noise: { readonly p50: number; readonly p95: number | null };
}

/** The `overview` file of an environment. */
export interface OverviewData {
  readonly generation: string;
  /** What costs most first. */
  readonly rows: readonly SiteRow[];
  /** Open changes of the machine. */
  readonly machine: readonly SiteChange[];
}

/** The `changes` file of an environment: all of them, oldest first. */
export interface ChangesData {
  readonly generation: string;
  readonly changes: readonly SiteChange[];
}

/** The `runs` file of an environment: its runs, oldest first, as columns. */
export interface RunsData {
  readonly generation: string;
  readonly ids: readonly string[];
  /** Float64, milliseconds since 1970. */
  readonly startedAtMs: string;
  /** Empty where it is not known. */
  readonly commits: readonly string[];
  /** Numbers of machines and tools, Int32. */
  readonly machine: string;
  readonly machines: readonly string[];
  readonly tool: string;
  readonly tools: readonly string[];
  /** Uint8, the sum of {@link RUN_FLAGS}. */
  readonly flags: string;
  /** What an A/B run compared with, by number of the run. */
  readonly baselines: readonly (readonly [run: number, baseline: string])[];
  /** Runs in one block. */
  readonly blockSize: number;
}

export const RUN_FLAGS = { partial: 1, dirty: 2, summary: 4 } as const;

/** One percentile of one benchmark. */
export interface SiteColumn {
  /** Numbers of runs, Int32; null where all have it. */
  readonly runs: string | null;
  /** In the unit, Float32. */
  readonly values: string;
  /** Standard errors of the logs in {@link ERROR_STEP}, Uint16; 0 where it is not known. */
  readonly errors: string;
}

export const ERROR_STEP = 1e-5;

/** The file of a benchmark. */
export interface BenchmarkData {
  readonly generation: string;
  readonly benchmark: string;
  readonly unit: string;
  readonly better: 'lower' | 'higher';
  readonly percentiles: { readonly p50: SiteColumn | null; readonly p95: SiteColumn | null };
  /** Its own and those of the machine. */
  readonly changes: readonly SiteChange[];
}

/** Some runs with all benchmarks: what comparing two commits needs. */
export interface BlockData {
  readonly generation: string;
  /** Float32, for each benchmark the runs of the block; NaN where a run does not have it. */
  readonly p50: string;
  readonly p95: string;
}

/** Names of data files, without the ending. */
export const DATA_NAMES = {
  site: 'site',
  overview: (folder: string) => `${folder}/overview`,
  changes: (folder: string) => `${folder}/changes`,
  runs: (folder: string) => `${folder}/runs`,
  benchmark: (folder: string, key: string) => `${folder}/benchmark/${key}`,
  block: (folder: string, number: number) => `${folder}/block/${number}`,
} as const;

/** What a data file puts into, by its name: `perfData['ci-1a2b/overview']`. */
export const DATA_VARIABLE = 'perfData';
export const DATA_FOLDER = 'perf-data';
