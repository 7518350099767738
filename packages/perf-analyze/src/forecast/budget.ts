import { PERCENTILES, type PercentileName, PerfError } from '@perf-suite/schema';
import type { BenchmarkColumns, Column } from '../history/environment-history.js';

/** The worst value that a percentile may have: the largest, or of values of which more is better, the smallest. */
export interface Budget {
  readonly percentile: PercentileName;
  /** In nanoseconds where `unit` is ns, else in the unit given. */
  readonly value: number;
  readonly unit: string;
  readonly better: 'lower' | 'higher';
}

const NS: Readonly<Record<string, number>> = { ns: 1, us: 1e3, µs: 1e3, ms: 1e6, s: 1e9 };
export const BUDGET_EXPECTED = "a budget such as 'p95 <= 10 ms'";

/** Returns the budget that a text names, such as `p95 <= 10 ms` or `p50 >= 5000 ops/s`, or null; a time is never too short. */
export function budgetFrom(text: string): Budget | null {
  const match = /^\s*(p\d+)\s*(<=|≤|>=|≥)\s*(\d+(?:\.\d+)?)\s*([^\d\s.]\S*)\s*$/.exec(text);
  const percentile = PERCENTILES.find((name) => name === match?.[1]);
  const better = match?.[2] === '<=' || match?.[2] === '≤' ? 'lower' : 'higher';
  const value = Number(match?.[3]);
  const unit = match?.[4];
  if (percentile === undefined || unit === undefined || !(value > 0)) return null;
  const ns = NS[unit];
  if (ns === undefined) return { percentile, value, unit, better };
  return better === 'lower' ? { percentile, value: value * ns, unit: 'ns', better } : null;
}

/** Returns the budget as {@link Column} keeps values: what is above is over it. */
export function logOfBudget({ value, better }: Budget): number {
  return better === 'lower' ? Math.log(value) : -Math.log(value);
}

/** Returns the columns that a budget is about, null for others: of another unit, or judged the other way. */
export function columnOfBudget(
  { unit, better, percentiles }: BenchmarkColumns,
  budget: Budget,
): Column | null {
  return unit === budget.unit && better === budget.better ? percentiles[budget.percentile] : null;
}

/** @throws {PerfError} `bad-usage` */
export function parseBudget(text: string, flag: string): Budget {
  const budget = budgetFrom(text);
  if (budget !== null) return budget;
  throw new PerfError('bad-usage', `${flag}: expected ${BUDGET_EXPECTED}, found ${JSON.stringify(text)}`);
}
