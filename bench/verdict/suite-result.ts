import type { Estimate, Verdict } from '@perf-suite/schema';
import type { Injection } from './injection.js';

/** One line of the results file: one live suite, what was true and what was said. */
export interface SuiteResult {
  /** What else the machine was doing: `idle`, `load`, ... */
  readonly session: string;
  readonly load: number;
  readonly seed: number;
  readonly seconds: number;
  /** What was made slower in head; null when both checkouts hold the same code. */
  readonly injection: Injection | null;
  readonly comparisons: readonly {
    readonly name: string;
    readonly verdict: Verdict;
    readonly rounds: number;
    readonly p50: Estimate | null;
    readonly p95: Estimate | null;
    readonly p95Verdict: Verdict | null;
  }[];
  /** Names of the benchmarks that each usual method flags on the same samples. */
  readonly usual: Readonly<Record<string, readonly string[]>>;
}
