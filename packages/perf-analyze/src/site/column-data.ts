import type { BenchmarkColumns, Column } from '../history/environment-history.js';
import { errorSteps, float32, packed } from './packed-numbers.js';
import type { BlockData, SiteColumn } from './site-data.js';

/** Values of one block of runs, all benchmarks together. */
const BLOCK_VALUES = 16_000;

/** Returns how many runs a block holds: a page that compares two commits loads about two blocks. */
export function blockSizeFor(benchmarkCount: number): number {
  return Math.max(1, Math.floor(BLOCK_VALUES / Math.max(1, benchmarkCount)));
}

export function columnForPages(
  { better }: BenchmarkColumns,
  column: Column | null,
  runCount: number,
): SiteColumn | null {
  if (column === null) return null;
  const { runs, logs, errors } = column;
  return {
    runs: runs.length === runCount ? null : packed(runs),
    values: packed(float32(runs.length, (i) => inUnit(better, logs[i] as number))),
    errors: packed(errorSteps(errors)),
  };
}

/** Returns the values of a stretch of runs, of all benchmarks. */
export function blockForPages(
  benchmarks: readonly BenchmarkColumns[],
  {
    generation,
    first,
    count,
  }: { readonly generation: string; readonly first: number; readonly count: number },
): BlockData {
  const valuesOf = (percentile: 'p50' | 'p95'): string => {
    const values = new Float32Array(benchmarks.length * count).fill(Number.NaN);
    benchmarks.forEach(({ better, percentiles }, benchmark) => {
      const column = percentiles[percentile];
      if (column === null) return;
      for (let i = firstFrom(column.runs, first); i < column.runs.length; i++) {
        const place = (column.runs[i] as number) - first;
        if (place >= count) break;
        values[benchmark * count + place] = inUnit(better, column.logs[i] as number);
      }
    });
    return packed(values);
  };
  return { generation, p50: valuesOf('p50'), p95: valuesOf('p95') };
}

function inUnit(better: BenchmarkColumns['better'], log: number): number {
  return Math.exp(better === 'lower' ? log : -log);
}

/** Returns the index of the first value that is at least so much, of ascending values. */
function firstFrom(ascending: Int32Array, least: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] as number) < least) low = middle + 1;
    else high = middle;
  }
  return low;
}
