import {
  type BenchmarkData,
  ERROR_STEP,
  type SiteChange,
  type SiteColumn,
} from '../../src/site/site-data.js';
import { float32, int32, uint16 } from '../data/unpack.js';

export type Percentile = 'p50' | 'p95';

/** One percentile over the runs that have it, oldest first; `place` is the index in these arrays. */
export interface HistoryColumn {
  /** Number of the run; null where all runs have it, so that it is the place. */
  readonly runs: Int32Array | null;
  readonly values: Float32Array;
  /** Standard error of the log of each value; 0 where it is not known. */
  readonly errors: Float32Array;
}

export interface BenchmarkHistory {
  readonly benchmark: string;
  readonly unit: string;
  readonly better: 'lower' | 'higher';
  readonly percentiles: Readonly<Record<Percentile, HistoryColumn | null>>;
  readonly changes: readonly SiteChange[];
}

export function benchmarkHistory(data: BenchmarkData): BenchmarkHistory {
  const { benchmark, unit, better, changes } = data;
  const percentiles = { p50: columnOf(data.percentiles.p50), p95: columnOf(data.percentiles.p95) };
  return { benchmark, unit, better, percentiles, changes };
}

function columnOf(column: SiteColumn | null): HistoryColumn | null {
  if (column === null) return null;
  const steps = uint16(column.errors);
  return {
    runs: column.runs === null ? null : int32(column.runs),
    values: float32(column.values),
    errors: Float32Array.from(steps, (step) => step * ERROR_STEP),
  };
}

export function runAt({ runs }: HistoryColumn, place: number): number {
  return runs === null ? place : (runs[place] ?? -1);
}

/** Returns the place of the first run that has at least this number; the number of places where there is none. */
export function placeFrom({ runs, values }: HistoryColumn, run: number): number {
  if (runs === null) return Math.min(Math.max(0, run), values.length);
  let [low, high] = [0, runs.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((runs[middle] as number) < run) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** 95 % of a Gaussian. */
const WIDTH_95 = 1.96;

/** Returns the 95 % interval of a run's value as its own rounds show it; null where they are not known. */
export function intervalAt(
  { values, errors }: HistoryColumn,
  place: number,
): readonly [number, number] | null {
  const [value, error] = [values[place], errors[place]];
  if (value === undefined || error === undefined || error === 0) return null;
  const factor = Math.exp(WIDTH_95 * error);
  return [value / factor, value * factor];
}
