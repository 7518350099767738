import type { Estimate, PercentileName, Verdict, Warning } from '@perf-suite/schema';

/** What was found out about one percentile of one benchmark, by either method. */
export interface Finding {
  readonly percentile: PercentileName;
  readonly verdict: Verdict;
  /** ln(current / baseline), positive is slower; null when there is none. */
  readonly log: Estimate | null;
  /** Adjusted over the suite, for the direction of the point; null where no test was made. */
  readonly pValue: number | null;
  readonly minimumEffect: number;
  /**
   * Nanoseconds per iteration: the median over rounds; of several earlier runs, the geometric mean of
   * theirs. Null when there was nothing to compare.
   */
  readonly baselineNs: number | null;
  readonly currentNs: number | null;
  /** Rounds, or earlier runs, behind the estimate. */
  readonly replicates: number;
  readonly warnings: readonly Warning[];
}
