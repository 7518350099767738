import { BenchmarkFileError } from './benchmark-file-error.js';

const UNIT_MS: Readonly<Record<string, number>> = {
  us: 0.001,
  ms: 1,
  s: 1000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/**
 * Reads a measuring time such as `'90ms'`, `'2s'` or 90 (milliseconds), as milliseconds > 0.
 * @throws {BenchmarkFileError} `bad-usage`
 */
export function durationMs(benchmark: string, value: unknown): number {
  const found = typeof value === 'number' ? value : parseWithUnit(value, UNIT_MS);
  if (found > 0 && Number.isFinite(found)) return found;
  throw new BenchmarkFileError(
    'bad-usage',
    `bench "${benchmark}": expected time such as '90ms' or a number of milliseconds above 0, found ${JSON.stringify(value)}`,
  );
}

/**
 * Reads a minimum effect such as `'5%'` or 0.05, as a ratio > 0; 1 and more are percents without their sign.
 * @throws {BenchmarkFileError} `bad-usage`
 */
export function effectRatio(benchmark: string, value: unknown): number {
  const found = typeof value === 'number' ? value : parseWithUnit(value, { '%': 0.01 });
  if (found > 0 && (typeof value === 'number' ? found < 1 : found <= 1)) return found;
  const meant = /^\s*(\d+(?:\.\d+)?)\s*$/.exec(String(value))?.[1];
  const isPercent = meant !== undefined && Number(meant) > 0 && Number(meant) <= 100;
  throw new BenchmarkFileError(
    'bad-usage',
    `bench "${benchmark}": expected minimumEffect such as '5%' or a ratio below 1 such as 0.05, found ${JSON.stringify(value)}${isPercent ? `. Did you mean '${meant}%'?` : ''}`,
  );
}

/**
 * Reads a budget such as `{ p95: '10ms' }`, as nanoseconds > 0; a number is milliseconds.
 * @throws {BenchmarkFileError} `bad-usage`
 */
export function budgetNs(benchmark: string, value: unknown): { p50?: number; p95?: number } {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  const times = entries.map(([key, time]): [string, number] => {
    const ms = typeof time === 'number' ? time : parseWithUnit(time, UNIT_MS);
    return [key, ms * 1e6];
  });
  const isBudget = times.every(
    ([key, ns]) => (key === 'p50' || key === 'p95') && ns > 0 && Number.isFinite(ns),
  );
  if (times.length > 0 && isBudget) return Object.fromEntries(times);
  throw new BenchmarkFileError(
    'bad-usage',
    `bench "${benchmark}": expected budget such as { p95: '10ms' } with p50, p95 or both, found ${JSON.stringify(value)}`,
  );
}

function parseWithUnit(value: unknown, units: Readonly<Record<string, number>>): number {
  const match = /^\s*([\d.]+)\s*(\S+)\s*$/.exec(String(value));
  return Number(match?.[1]) * (units[match?.[2] ?? ''] ?? Number.NaN);
}
