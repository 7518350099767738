import { printable } from '@perf-suite/command-line';
import type { ChangeEntry } from '@perf-suite/history';
import { median } from '@perf-suite/perf-guard/statistics';
import { ALL_BENCHMARKS } from '../changes/change.js';
import type { Column, EnvironmentHistory } from '../history/environment-history.js';
import { deviationsOf } from '../segmentation/noise-scale.js';
import { TREND_DAYS, type Trend, trendsOf } from '../trends/trends.js';
import type { OverviewData, SiteChange, SiteRow } from './site-data.js';

/** The newest runs say how noisy a benchmark is now, and more take long. */
const NOISE_RUNS = 300;

/** Returns the overview of an environment, what costs most first. */
export function overviewForPages(
  history: EnvironmentHistory,
  entries: readonly ChangeEntry[],
  context: {
    readonly generation: string;
    readonly keyOf: (benchmark: string, unit: string) => string;
    readonly shown: ReadonlyMap<string, SiteChange>;
  },
): OverviewData {
  const { generation, keyOf, shown } = context;
  const indexOf = new Map(
    history.benchmarks.map(({ benchmark, unit }, index) => [keyOf(benchmark, unit), index]),
  );
  const rows = trendsOf(history, entries).map((trend): SiteRow => {
    const key = keyOf(trend.benchmark, trend.unit);
    const index = indexOf.get(key) as number;
    const { p50, p95 } = history.benchmarks[index]?.percentiles ?? { p50: null, p95: null };
    return {
      key,
      index,
      benchmark: printable(trend.benchmark),
      unit: printable(trend.unit),
      better: trend.better,
      now: trend.now,
      sparkline: trend.sparkline,
      changes: TREND_DAYS.map((days) => ratioOf(trend.changes[days])),
      cost: trend.cost,
      open: trend.open.flatMap(({ id }) => shown.get(id) ?? []),
      noise: { p50: p50 === null ? 0 : noiseOf(p50), p95: p95 === null ? null : noiseOf(p95) },
    };
  });
  const machine = entries
    .filter(({ benchmark, state }) => benchmark === ALL_BENCHMARKS && state === 'open')
    .flatMap(({ id }) => shown.get(id) ?? []);
  return { generation, rows, machine };
}

function ratioOf(change: Trend['changes'][7]): SiteRow['changes'][number] {
  return change === null ? null : [change.point, change.lower, change.upper];
}

function noiseOf({ logs, errors }: Column): number {
  return median(deviationsOf({ values: logs.slice(-NOISE_RUNS), errors: errors.slice(-NOISE_RUNS) }));
}
