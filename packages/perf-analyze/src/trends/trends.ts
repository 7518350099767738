import type { ChangeEntry } from '@perf-suite/history';
import { median, shiftBetween } from '@perf-suite/perf-guard/statistics';
import type { Estimate } from '@perf-suite/schema';
import { ratioOf } from '../changes/change.js';
import type { Column, EnvironmentHistory, RunInfo } from '../history/environment-history.js';
import { isChangeOf } from '../life-cycle/is-change-of.js';

/** What a row compares the newest runs with: runs that were the newest so many days before. */
export const TREND_DAYS = [7, 30, 90] as const;

/** One benchmark's row of the table that people read on Monday. */
export interface Trend {
  readonly benchmark: string;
  readonly unit: string;
  readonly better: 'lower' | 'higher';
  /** Typical value of the newest runs, in the unit. */
  readonly now: number;
  /** Typical values over the time shown, oldest first, in the unit; null where there is no run. */
  readonly sparkline: readonly (number | null)[];
  /** By days: current / then - 1, positive is slower; null where there are too few runs of this machine. */
  readonly changes: Readonly<Record<(typeof TREND_DAYS)[number], Estimate | null>>;
  /** Change points of the benchmark that are open, oldest first. */
  readonly open: readonly ChangeEntry[];
  /**
   * How much slower it surely is than it was: the largest lower bound of the changes and of the open change points, which
   * may be older than the runs that it is compared with; 0 for none.
   */
  readonly cost: number;
}

/** Runs that stand for a time. */
const MOST_RUNS = 10;
export const FEWEST_RUNS = 3;
const SPARKLINE_LENGTH = 24;
const DAY_MS = 86_400_000;

/** Returns a row for each benchmark at p50, what costs most first. */
export function trendsOf(history: EnvironmentHistory, entries: readonly ChangeEntry[]): Trend[] {
  const trends = history.benchmarks.flatMap(({ benchmark, unit, better, percentiles }) => {
    const column = percentiles.p50;
    if (column === null) return [];
    const open = entries.filter(
      (entry) =>
        isChangeOf(entry, { benchmark, unit }) && (entry.state === 'open' || entry.state === 'acknowledged'),
    );
    return [trendOf({ benchmark, unit, better }, column, history.runs, open)];
  });
  return trends.sort((a, b) => b.cost - a.cost || (a.benchmark < b.benchmark ? -1 : 1));
}

function trendOf(
  named: Pick<Trend, 'benchmark' | 'unit' | 'better'>,
  column: Column,
  runs: readonly RunInfo[],
  open: readonly ChangeEntry[],
): Trend {
  const newest = runs[column.runs.at(-1) as number] as RunInfo;
  const comparable = [...column.runs.keys()].filter(
    (i) => runs[column.runs[i] as number]?.fingerprint === newest.fingerprint,
  );
  const before = (days: number): Float64Array => {
    const latest = newest.startedAtMs - days * DAY_MS;
    const then = comparable.filter((i) => (runs[column.runs[i] as number] as RunInfo).startedAtMs <= latest);
    return Float64Array.from(then.slice(-MOST_RUNS), (i) => column.logs[i] as number);
  };
  const current = before(0);
  const change = (days: number): Estimate | null => {
    const then = before(days);
    if (then.length < FEWEST_RUNS || current.length < FEWEST_RUNS) return null;
    const shift = shiftBetween(then, current, 0.95);
    return shift === null ? null : ratioOf(shift);
  };
  const changes = { 7: change(7), 30: change(30), 90: change(90) };
  const sign = named.better === 'lower' ? 1 : -1;
  const inUnit = (log: number): number => Math.exp(sign * log);
  return {
    ...named,
    now: inUnit(median(current)),
    sparkline: sparklineOf(column, runs, newest.startedAtMs).map((log) =>
      log === null ? null : inUnit(log),
    ),
    changes,
    open,
    cost: Math.max(0, ...Object.values(changes).map((one) => one?.lower ?? 0), ...open.map(sureSlowdown)),
  };
}

function sureSlowdown({ kind, percentile, ratio }: ChangeEntry): number {
  return percentile === 'p50' && (kind === 'step' || kind === 'creep') ? ratio.lower : 0;
}

/**
 * Returns medians of equal stretches of the longest time that is compared with, or of the whole history if that is
 * shorter; of few runs, each of them.
 */
function sparklineOf(column: Column, runs: readonly RunInfo[], endMs: number): (number | null)[] {
  const times = Array.from(column.runs, (run) => (runs[run] as RunInfo).startedAtMs);
  const startMs = Math.max(times[0] as number, endMs - 90 * DAY_MS);
  const shown = [...times.keys()].filter((i) => (times[i] as number) >= startMs);
  if (shown.length <= SPARKLINE_LENGTH) return shown.map((i) => column.logs[i] as number);
  const width = Math.max(1, (endMs - startMs) / SPARKLINE_LENGTH);
  const bins: number[][] = Array.from({ length: SPARKLINE_LENGTH }, () => []);
  for (const i of shown) {
    const bin = Math.min(SPARKLINE_LENGTH - 1, Math.floor(((times[i] as number) - startMs) / width));
    bins[bin]?.push(column.logs[i] as number);
  }
  return bins.map((bin) => (bin.length === 0 ? null : median(bin)));
}
