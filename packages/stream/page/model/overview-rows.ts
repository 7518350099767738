import { VERDICTS, type Verdict } from '@perf-suite/schema';
import { type BenchmarkModel, labelOf } from './run-model.js';
import { type RunningStatistics, runningStatisticsOf } from './running-statistics.js';
import { shownSpeedup } from './shown-speedup.js';

export const SORT_KEYS = ['file', 'name', 'p50', 'p95', 'spread', 'speedup', 'verdict'] as const;
export type SortKey = (typeof SORT_KEYS)[number];

/** What the overview shows and in which order. */
export interface OverviewChoice {
  readonly sort: SortKey;
  readonly descending: boolean;
  /** Words that must all occur in name, group or file. */
  readonly words: string;
  /** Null shows all. */
  readonly verdict: Verdict | null;
}

export const DEFAULT_CHOICE: OverviewChoice = { sort: 'file', descending: false, words: '', verdict: null };

type RowStatistics = Pick<RunningStatistics, 'p50Ns' | 'p95Ns' | 'spreadRatio'>;

/** Sorting asks for all rows each time something changes in one: those that did not change are not computed again. */
const known = new WeakMap<BenchmarkModel, RowStatistics | null>();

/** Returns the numbers of a row: exact at the end, to within 0.01 % while samples come. */
export function rowStatistics(benchmark: BenchmarkModel): RowStatistics | null {
  if (benchmark.final?.head) return benchmark.final.head;
  let statistics = known.get(benchmark);
  if (statistics === undefined) {
    statistics = runningStatisticsOf(benchmark.series.head.histogram);
    known.set(benchmark, statistics);
  }
  return statistics;
}

/** Returns the verdict that a row shows: a failed benchmark has one even when nothing was compared. */
export function rowVerdict(benchmark: BenchmarkModel): Verdict | null {
  return benchmark.decision?.verdict ?? (benchmark.state === 'failed' ? 'failed' : null);
}

/** Returns the benchmarks that the choice lets through, sorted; those without a value come last. */
export function chosenRows(
  benchmarks: readonly BenchmarkModel[],
  choice: OverviewChoice,
): readonly BenchmarkModel[] {
  const words = choice.words.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = benchmarks.filter((benchmark) => {
    if (choice.verdict !== null && rowVerdict(benchmark) !== choice.verdict) return false;
    const text = `${labelOf(benchmark)} ${benchmark.file}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  if (choice.sort === 'file') return choice.descending ? shown.reverse() : shown;
  const keyed = shown.map((benchmark) => ({ benchmark, key: sortValue(benchmark, choice.sort) }));
  const direction = choice.descending ? -1 : 1;
  keyed.sort((a, b) => {
    if (a.key === null || b.key === null) return Number(a.key === null) - Number(b.key === null);
    const order = a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
    return order * direction || a.benchmark.index - b.benchmark.index;
  });
  return keyed.map(({ benchmark }) => benchmark);
}

function sortValue(benchmark: BenchmarkModel, sort: SortKey): number | string | null {
  switch (sort) {
    case 'name':
      return labelOf(benchmark).toLowerCase();
    case 'p50':
      return rowStatistics(benchmark)?.p50Ns ?? null;
    case 'p95':
      return rowStatistics(benchmark)?.p95Ns ?? null;
    case 'spread':
      return rowStatistics(benchmark)?.spreadRatio ?? null;
    case 'speedup':
      return shownSpeedup(benchmark)?.estimate.point ?? null;
    case 'verdict': {
      const verdict = rowVerdict(benchmark);
      return verdict === null ? null : VERDICTS.indexOf(verdict);
    }
    case 'file':
      return benchmark.index;
  }
}

/** Returns how many benchmarks have each verdict, those that want attention first; none with zero. */
export function verdictCounts(
  benchmarks: readonly BenchmarkModel[],
): readonly (readonly [Verdict, number])[] {
  const counts = new Map<Verdict, number>();
  for (const benchmark of benchmarks) {
    const verdict = rowVerdict(benchmark);
    if (verdict !== null) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  }
  return VERDICTS.flatMap((verdict) => {
    const count = counts.get(verdict);
    return count === undefined ? [] : [[verdict, count] as const];
  });
}
