import type { SuiteCommand } from './command-data.js';
import type { SuiteService } from './service-data.js';

/**
 * What a benchmark file's default export holds: plain data under a registered symbol, so that a
 * file that loaded another copy of this package is still understood.
 */
export const SUITE_BRAND: unique symbol = Symbol.for('perf-suite.suite') as typeof SUITE_BRAND;

export type ParameterValue = string | number | boolean | bigint | null | undefined;
export type Parameters = Readonly<Record<string, ParameterValue>>;

/** One benchmark after its parameters were expanded. */
export interface SuiteBenchmark {
  /** Names of the enclosing groups, outermost first. */
  readonly group: readonly string[];
  /** Unique within its group; holds the parameters' values, as in `parse (size=10)`. */
  readonly name: string;
  readonly parameters: Parameters;
  /** False for `bench(name, fn)`: the function is called without arguments. */
  readonly takesInput: boolean;
  readonly setup: ((parameters: Parameters) => unknown) | null;
  readonly run: (input: unknown, parameters: Parameters) => unknown;
  readonly teardown: ((input: unknown, parameters: Parameters) => unknown) | null;
  readonly beforeEach: ((input: unknown, parameters: Parameters) => unknown) | null;
  readonly afterEach: ((input: unknown, parameters: Parameters) => unknown) | null;
  /** Null: found out from the first call. */
  readonly async: boolean | null;
  readonly timeMs: number | null;
  /** Ratio: 0.05 is 5 %. */
  readonly minimumEffect: number | null;
  /** In nanoseconds; left out without a budget, and by earlier versions. */
  readonly budgetNs?: { readonly p50?: number; readonly p95?: number };
}

export interface Suite {
  readonly [SUITE_BRAND]: 1;
  readonly benchmarks: readonly (SuiteBenchmark | SuiteCommand | SuiteService)[];
}

/** Whether a value is a suite of this or of another copy of the package. */
export function isSuite(value: unknown): value is Suite {
  return typeof value === 'object' && value !== null && SUITE_BRAND in value;
}
