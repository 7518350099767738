import type { SiteRatio, SiteRow } from '../../src/site/site-data.js';
import type { Percentile } from './benchmark-history.js';
import { median } from './levels.js';
import type { RunBlock } from './run-block.js';

/** One benchmark of two commits. */
export interface ComparedRow {
  readonly row: SiteRow;
  /** In the unit; null where no run of the commit has it. */
  readonly before: number | null;
  readonly after: number | null;
  /** after / before - 1, positive is slower. */
  readonly ratio: SiteRatio | null;
  readonly word: 'slower' | 'faster' | 'no clear change' | 'only before' | 'only after';
}

/** What counts as a change is what analysis calls one: 2 % at p50, 4 % at p95, and p below .001. */
const LEAST_EFFECT: Readonly<Record<Percentile, number>> = { p50: 0.02, p95: 0.04 };
const WIDTH_95 = 1.96;
const WIDTH_SURE = 3.29;

/** Returns all benchmarks that one of two commits has, the largest slowdown first, then what is not comparable. */
export function compareCommits(
  rows: readonly SiteRow[],
  percentile: Percentile,
  values: { readonly before: readonly BenchmarkValues[]; readonly after: readonly BenchmarkValues[] },
): ComparedRow[] {
  const compared = rows.flatMap((row) => {
    const before = values.before.flatMap((run) => run(row.index, percentile) ?? []);
    const after = values.after.flatMap((run) => run(row.index, percentile) ?? []);
    return before.length + after.length === 0 ? [] : [comparedRow(row, percentile, { before, after })];
  });
  const rank = ({ ratio }: ComparedRow): number => ratio?.[0] ?? Number.NEGATIVE_INFINITY;
  return compared.sort((a, b) => rank(b) - rank(a) || (a.row.benchmark < b.row.benchmark ? -1 : 1));
}

/** The value of a benchmark in one run; null where the run does not have it. */
export type BenchmarkValues = (index: number, percentile: Percentile) => number | null;

/** Returns the values of a run, from the block that holds it. */
export function valuesOfRun(block: RunBlock, run: number): BenchmarkValues {
  return (index, percentile) => {
    const value = block[percentile][index * block.count + (run - block.first)];
    return value === undefined || Number.isNaN(value) ? null : value;
  };
}

function comparedRow(
  row: SiteRow,
  percentile: Percentile,
  { before, after }: { readonly before: readonly number[]; readonly after: readonly number[] },
): ComparedRow {
  const known = {
    before: before.length === 0 ? null : median(before),
    after: after.length === 0 ? null : median(after),
  };
  if (known.before === null) return { row, ...known, ratio: null, word: 'only after' };
  if (known.after === null) return { row, ...known, ratio: null, word: 'only before' };
  const sign = row.better === 'lower' ? 1 : -1;
  const change = sign * Math.log(known.after / known.before);
  // How much runs differ, not rounds: rounds of one run know nothing of the next run's machine.
  const error = (row.noise[percentile] ?? row.noise.p50) * Math.sqrt(1 / before.length + 1 / after.length);
  const ratio: SiteRatio = [
    Math.expm1(change),
    Math.expm1(change - WIDTH_95 * error),
    Math.expm1(change + WIDTH_95 * error),
  ];
  const isSure = Math.abs(change) > WIDTH_SURE * error && Math.abs(ratio[0]) >= LEAST_EFFECT[percentile];
  return { row, ...known, ratio, word: isSure ? (change > 0 ? 'slower' : 'faster') : 'no clear change' };
}
