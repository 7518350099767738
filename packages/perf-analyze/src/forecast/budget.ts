import { PERCENTILES, type PercentileName, PerfError } from '@perf-suite/schema';

/** The largest value that a percentile may have. */
export interface Budget {
  readonly percentile: PercentileName;
  /** In nanoseconds where `unit` is ns, else in the unit given. */
  readonly value: number;
  readonly unit: string;
}

const NS: Readonly<Record<string, number>> = { ns: 1, us: 1e3, µs: 1e3, ms: 1e6, s: 1e9 };
export const BUDGET_EXPECTED = "a budget such as 'p95 <= 10 ms'";

/** Returns the budget that a text names, such as `p95 <= 10 ms` or `p50 <= 500 bytes`, or null. */
export function budgetFrom(text: string): Budget | null {
  const match = /^\s*(p\d+)\s*(?:<=|≤)\s*(\d+(?:\.\d+)?)\s*([^\d\s.]\S*)\s*$/.exec(text);
  const percentile = PERCENTILES.find((name) => name === match?.[1]);
  const value = Number(match?.[2]);
  const unit = match?.[3];
  if (percentile === undefined || unit === undefined || !(value > 0)) return null;
  const ns = NS[unit];
  return ns === undefined ? { percentile, value, unit } : { percentile, value: value * ns, unit: 'ns' };
}

/** @throws {PerfError} `bad-usage` */
export function parseBudget(text: string, flag: string): Budget {
  const budget = budgetFrom(text);
  if (budget !== null) return budget;
  throw new PerfError('bad-usage', `${flag}: expected ${BUDGET_EXPECTED}, found ${JSON.stringify(text)}`);
}
