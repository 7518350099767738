import type { HistoryRun, HistoryStore, SeriesPoint, SeriesSummary } from '@perf-suite/history';
import type { PercentileName } from '@perf-suite/schema';
import {
  type BenchmarkColumns,
  type Column,
  type EnvironmentHistory,
  type PointColumns,
  pointColumns,
  type RunInfo,
} from '../history/environment-history.js';
import { picked } from '../history/picked.js';

/** A history, and of how many points each of its benchmarks is made, with or without a logarithm. */
export interface KeptHistory {
  readonly history: EnvironmentHistory;
  /** As long as the history's benchmarks, in their order. */
  readonly pointCounts: readonly number[];
}

/** More new runs than this are read with all others. */
const MOST_NEW_RUNS = 50;
/** So many new runs are read again by each analysis, before the history is kept with them. */
export const NEW_RUNS_UNKEPT = 10;

/**
 * Returns the history as the store has it now, of a kept one and of the runs that were added behind it;
 * null where that cannot be: then all of it has to be read. A run never changes once it is in a store.
 * @param series those of the history's environment and branch that the store has now
 */
export async function withNewRuns(
  store: HistoryStore,
  kept: KeptHistory,
  series: readonly SeriesSummary[],
): Promise<KeptHistory | null> {
  const { project, environment, branch, runs } = kept.history;
  const stored = (await store.runs({ project, environment, branch })).filter(
    ({ pointCount }) => pointCount > 0,
  );
  const known = new Set(runs.map(({ id }) => id));
  const added = stored.filter(({ id }) => !known.has(id));
  const last = runs.at(-1) as RunInfo;
  const isBehind = added.every(({ startedAtMs }) => startedAtMs > last.startedAtMs);
  if (stored.length - added.length !== known.size || added.length > MOST_NEW_RUNS || !isBehind) return null;
  const newRuns: HistoryRun[] = [];
  for (const { id } of added) {
    const run = await store.run(id);
    if (run === null) return null;
    newRuns.push(run);
  }
  newRuns.sort((a, b) => a.startedAtMs - b.startedAtMs || (a.id < b.id ? -1 : 1));
  return appended(kept, newRuns, series);
}

function appended(
  { history, pointCounts }: KeptHistory,
  added: readonly HistoryRun[],
  series: readonly SeriesSummary[],
): KeptHistory | null {
  const before = new Map(history.benchmarks.map((columns, i) => [nameOf(columns), i]));
  const points = pointsBySeries(added);
  const runs = new Map<number, RunInfo>();
  const benchmarks: BenchmarkColumns[] = [];
  for (const { pointCount, ...key } of series) {
    const index = before.get(nameOf(key));
    const own = points.get(nameOf(key)) ?? [];
    if (pointCount !== (index === undefined ? 0 : (pointCounts[index] as number)) + own.length) return null;
    for (const { run, point } of own) {
      if (runs.has(run)) continue;
      const { run: id, startedAtMs, commit, fingerprint } = point;
      runs.set(run, { id, startedAtMs, commit, fingerprint });
    }
    const columns = index === undefined ? null : (history.benchmarks[index] as BenchmarkColumns);
    benchmarks.push(withPoints(columns, key, own, history.runs.length));
    before.delete(nameOf(key));
  }
  if (before.size > 0 || runs.size !== added.length) return null;
  const newInfos = added.map((_, i) => runs.get(i) as RunInfo);
  return {
    history: { ...history, runs: [...history.runs, ...newInfos], benchmarks },
    pointCounts: series.map(({ pointCount }) => pointCount),
  };
}

interface NewPoint {
  /** Which of the new runs. */
  readonly run: number;
  readonly point: SeriesPoint;
}

type Named = Pick<SeriesSummary, 'benchmark' | 'unit' | 'better'>;

function nameOf({ benchmark, unit, better }: Named): string {
  return JSON.stringify([benchmark, unit, better]);
}

function pointsBySeries(added: readonly HistoryRun[]): Map<string, NewPoint[]> {
  const bySeries = new Map<string, NewPoint[]>();
  added.forEach((run, i) => {
    const { id, startedAtMs, commit, evidence, state, dirty } = run;
    for (const point of run.points) {
      const own = bySeries.get(nameOf(point)) ?? [];
      const fingerprint = point.fingerprint ?? run.fingerprint;
      own.push({
        run: i,
        point: { ...point, run: id, startedAtMs, commit, evidence, state, dirty, fingerprint },
      });
      bySeries.set(nameOf(point), own);
    }
  });
  return bySeries;
}

function withPoints(
  before: BenchmarkColumns | null,
  { benchmark, unit, better }: Named,
  added: readonly NewPoint[],
  runsBefore: number,
): BenchmarkColumns {
  const points = pointColumns({ points: added.map(({ point }) => point), better });
  const places = added.map(({ run }) => runsBefore + run);
  const longer = (percentile: PercentileName): Column | null =>
    withValues(before?.percentiles[percentile] ?? null, points[percentile], places);
  return { benchmark, unit, better, percentiles: { p50: longer('p50'), p95: longer('p95') } };
}

/** Returns a column with more values behind it, those left out that have no logarithm. */
function withValues(
  old: Column | null,
  added: PointColumns[PercentileName],
  places: readonly number[],
): Column | null {
  const kept = [...places.keys()].filter((i) => Number.isFinite(added.logs[i]));
  if (kept.length === 0) return old;
  const joined = (before: Float64Array | undefined, values: Float64Array): Float64Array => {
    const all = new Float64Array((before?.length ?? 0) + kept.length);
    all.set(before ?? []);
    all.set(picked(values, kept), before?.length ?? 0);
    return all;
  };
  const runs = new Int32Array((old?.runs.length ?? 0) + kept.length);
  runs.set(old?.runs ?? []);
  kept.forEach((place, i) => {
    runs[(old?.runs.length ?? 0) + i] = places[place] as number;
  });
  return {
    runs,
    logs: joined(old?.logs, added.logs),
    errors: joined(old?.errors, added.errors),
  };
}
