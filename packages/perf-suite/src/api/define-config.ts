import type { FailOn, PercentileName } from '@perf-suite/schema';

/** A config file's content. Nearly every key is also a flag of `perf-suite run`, and flags take precedence. */
export interface PerfConfig {
  /** Globs of benchmark files, relative to this file. Default: all `*.bench.*`, and `bench.*` or files in bench folders that import a harness. */
  readonly files?: readonly string[] | string;
  /** With `against`: measure also what runs the same code on both sides. Default: false. */
  readonly all?: boolean;
  /** Globs, relative to the top of the repository, of files that benchmarks do not read. Default: documentation, tests, settings of tools. */
  readonly unreadFiles?: readonly string[] | string;
  /** How many rounds, each in a fresh process for each file; `auto`: 10, and with `against` until the verdicts are clear, at most 24. Default: `auto`. */
  readonly rounds?: number | 'auto';
  /**
   * Measuring time for each benchmark and round: `'90ms'`, or milliseconds. Default: 90ms, or up to three times as long
   * while a benchmark gives fewer than 100 samples.
   */
  readonly time?: string | number;
  /** Warm-up of each benchmark and round; up to five times as long while code still gets faster. Default: 150ms. */
  readonly warmup?: string | number;
  /** The longest time that one benchmark may take in one round. Default: 60s. */
  readonly timeout?: string | number;
  /** Seed of shuffles and coins. Default: a new one for each run, noted in the run file. */
  readonly seed?: number;
  /** Name of this environment. Default: the CI system's name, else `local`. */
  readonly env?: string;
  /** Run file to write. Default: named by time and commit under `.perf/runs/`. */
  readonly out?: string;
  /** The smallest change worth acting on: `'2.5%'` or 0.025 at p50 (twice that at p95), or `{ p50, p95 }`. */
  readonly minimumEffect?:
    | string
    | number
    | { readonly p50?: string | number; readonly p95?: string | number };
  /** The smallest change of the bytes that a call allocates worth acting on: `'5%'` (the default) or 0.05. */
  readonly minimumAllocationEffect?: string | number;
  /** The smallest change of how many requests to a service fail worth acting on: `'0.5%'` (the default) or 0.005, in percentage points. */
  readonly minimumErrorEffect?: string | number;
  /** The percentiles that decide verdicts: `['p50', 'p95']` (the default), or one; a percentile not named only warns. */
  readonly percentile?: readonly PercentileName[] | PercentileName;
  /** `file`: one process for each file; `task`: one for each benchmark; `process`: with `against`, one for each side. */
  readonly isolation?: 'file' | 'task' | 'process';
  /** How many processes measure at the same time, each on a core of its own; `auto`: one for each core but one. Default: 1. */
  readonly parallel?: number | 'auto';
  /** Flags for the node processes that measure, as in `['--max-old-space-size=512']`. */
  readonly nodeFlags?: readonly string[] | string;
  /** The Node that measures: `'node@22'` from npm, or the path of one. Default: the one that runs perf-suite. */
  readonly runtime?: string;
  /** Samples kept for each benchmark and round. Default: 1,000. */
  readonly sampleCap?: number;
  /** The longest time that measuring may take, from the start of the first round: `'2m'`, or milliseconds. Default: no limit. */
  readonly budget?: string | number;
  /** Address for `--live`. Default: 127.0.0.1. */
  readonly host?: string;
  /** Port of the live page. Default: 8765, or the next free one. */
  readonly port?: number;
  /** Port of /metrics with `--live`. Default: 8000, or the next free one. */
  readonly metricsPort?: number;
  /** Address of page and stream behind a proxy: `'https://perf.example.org/base'`. Default: none. */
  readonly publicUrl?: string;
  /** The OpenTelemetry collector that the run is sent to as a trace: `'http://localhost:4318'`. Default: none. */
  readonly otlp?: string;
  /** The perf-exporter that tells a Prometheus on another machine of a live run: `'http://perf-exporter:8010'`. Default: none. */
  readonly announce?: string;
  /** Your Grafana, for the link to a live run's dashboard: `'https://grafana.example.org'`. Default: none. */
  readonly grafana?: string;
  /** The metrics.yaml that declares the metrics that benchmarks set. Default: none. */
  readonly metricsFile?: string;
  /** Run files to compare with. */
  readonly baseline?: readonly string[] | string;
  /** What to measure against in pairs: a git ref, a folder, `npm:name@version` or `runtime:node@version`. */
  readonly against?: string;
  /** With a branch as `against`: compare with its newest commit, not with the merge base. Default: false. */
  readonly againstTip?: boolean;
  /** Shell command that installs and builds the base. Default: derived from its lockfile and scripts. */
  readonly baseSetup?: string;
  /** With `against`: measure a second time in variant processes, and warn where they disagree. Default: false. */
  readonly audit?: boolean;
  /**
   * The longest that benchmarks may take, whatever base takes, by a pattern of their ids (`file#group > name`): `*` stands
   * for anything but a `/` in the file, for anything behind the `#`; `**` for any folders. A benchmark's own budget wins.
   */
  readonly budgets?: readonly {
    readonly match: string;
    readonly p50?: string | number;
    readonly p95?: string | number;
  }[];
  /** With `against`: the longest time to find out why benchmarks got slower, after the last round; 0 turns it off. Default: 20s. */
  readonly explainTime?: string | number;
  /** Which findings make the exit code non-zero. Default: regressed, over-budget, failed, missing, incomparable. */
  readonly failOn?: readonly FailOn[] | FailOn | 'none';
}

/** Returns the config as it is; it only gives the editor its types. For `perf.config.ts`. */
export function defineConfig(config: PerfConfig): PerfConfig {
  return config;
}
