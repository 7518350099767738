import type { Estimate } from '@perf-suite/schema';

/** What the comparison of a commit with an older one found out about the benchmark. */
export type Comparison = Measured | SameCode | Skipped;

export interface Measured {
  /** `open`: all rounds were measured, and it may be either. */
  readonly kind: 'slower' | 'not-slower' | 'open';
  /** newer / older - 1: positive is slower. */
  readonly change: Estimate;
  readonly rounds: number;
}

/** The benchmark runs the same code in both: nothing was measured. */
export interface SameCode {
  readonly kind: 'same-code';
  readonly evidence: string;
}

/** The commit cannot be measured. */
export interface Skipped {
  readonly kind: 'skipped';
  readonly reason: string;
}

export function isMeasured(comparison: Comparison): comparison is Measured {
  return comparison.kind !== 'same-code' && comparison.kind !== 'skipped';
}
