import type { ChangeEntry } from '@perf-suite/history';
import type { Estimate, PercentileName } from '@perf-suite/schema';

export type ChangeKind = ChangeEntry['kind'];

/** Stands for all benchmarks of an environment: changes of the machine are those of no single one. */
export const ALL_BENCHMARKS = '*';

/** A change point of one series. Indices are those of the environment's runs. */
export interface Change {
  /** {@link ALL_BENCHMARKS} for changes of the machine. */
  readonly benchmark: string;
  /** Of the values that changed. */
  readonly unit: string;
  readonly percentile: PercentileName;
  readonly kind: ChangeKind;
  /** current / before - 1, positive is slower; of `noise` how much more the runs vary, of `modes` how far the modes are apart. */
  readonly ratio: Estimate;
  readonly pValue: number;
  /** The last run before the change and the first after it; of a creep, where it begins and ends. */
  readonly afterRun: number;
  readonly atRun: number;
  /** The same, as wide as it takes to be 95 % sure. */
  readonly surelyAfterRun: number;
  readonly surelyAtRun: number;
  /** Of the machine that the runs are of. */
  readonly fingerprint: string;
}

/** What is called a change. */
export interface ChangeOptions {
  /** Smallest change of level that counts, as a ratio. */
  readonly minimumEffect: Readonly<Record<PercentileName, number>>;
  /** Largest p-value (Mann-Whitney) of the runs before against those after. */
  readonly largestPValue: number;
  /** Fewest runs before and after. */
  readonly fewestRuns: number;
  /** Benchmarks that no change of the code can reach, and that show how fast the machine is; all, where left out. */
  readonly isReference?: (benchmark: string) => boolean;
}

export const DEFAULT_CHANGE_OPTIONS: ChangeOptions = {
  minimumEffect: { p50: 0.02, p95: 0.04 },
  largestPValue: 1e-3,
  fewestRuns: 4,
};

/**
 * Returns how many runs it takes until a change can be found at all: the fewest of which half against half, each beyond
 * all of the others, are rare enough by chance.
 */
export function fewestRunsToFind({ largestPValue, fewestRuns }: ChangeOptions): number {
  let count = 2 * fewestRuns;
  while (2 / binomial(count, count >> 1) > largestPValue) count++;
  return count;
}

function binomial(n: number, k: number): number {
  let value = 1;
  for (let i = 1; i <= k; i++) value *= (n - k + i) / i;
  return value;
}

/** Returns a difference of logs as a ratio (current / before - 1). */
export function ratioOf({ point, lower, upper, confidence }: Estimate): Estimate {
  return { point: Math.expm1(point), lower: Math.expm1(lower), upper: Math.expm1(upper), confidence };
}
