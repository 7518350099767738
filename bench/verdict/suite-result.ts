import type { Estimate, Verdict } from '@perf-suite/schema';
import type { Injection } from './injection.js';

export type Workload = 'suite' | 'tail';

/** One line of the results file: one live suite, what was true and what was said. */
export interface SuiteResult {
  /** What else the machine was doing: `idle`, `load`, ... */
  readonly session: string;
  readonly load: number;
  readonly seed: number;
  readonly seconds: number;
  /** How many of its benchmarks were measured at once; left out means one. */
  readonly parallel?: number;
  /** What was made slower in head; null when both checkouts hold the same code. */
  readonly injection: Injection | null;
  /** `tail`: benchmarks of which a tenth of the calls take longer. Left out means `suite`. */
  readonly workload?: Workload;
  /** Of the command itself; left out in results from before it was kept. */
  readonly exitCode?: number;
  readonly comparisons: readonly {
    readonly name: string;
    readonly verdict: Verdict;
    readonly rounds: number;
    readonly p50: Estimate | null;
    readonly p95: Estimate | null;
    readonly p50Verdict?: Verdict | null;
    /** What p50 alone would have said of the same rounds. */
    readonly p50Alone?: Verdict;
    readonly p95Verdict: Verdict | null;
  }[];
  /** Names of the benchmarks that each usual method flags on the same samples. */
  readonly usual: Readonly<Record<string, readonly string[]>>;
}
