import type { HistoryStore, SeriesQuery, SeriesSummary } from '@perf-suite/history';
import type { AnalysisCache } from '../cache/analysis-cache.js';
import { type KeptHistory, NEW_RUNS_UNKEPT, withNewRuns } from '../cache/kept-history.js';
import { type EnvironmentHistory, HistoryCollector } from './environment-history.js';

/** Branches that a project's history is usually about, the likeliest first. */
const MAIN_BRANCHES = ['main', 'master'];
/** Smaller histories are read in a fraction of a second. */
export const FEWEST_POINTS_KEPT = 20_000;

/**
 * Returns the histories that a query finds, one for each project and environment: of the branch, or of
 * the main one where none is named. One benchmark at a time is in memory as the store gives it.
 * @param cache what earlier calls read of large histories; the result is the same without it
 */
export async function readHistories(
  store: HistoryStore,
  query: SeriesQuery,
  branch: string | undefined,
  cache?: AnalysisCache,
): Promise<EnvironmentHistory[]> {
  const keys = await store.seriesKeys(query);
  const groups = groupedBy(keys, ({ project, environment }) => JSON.stringify([project, environment]));
  const isWhole = query.benchmark === undefined && query.sinceMs === undefined && query.untilMs === undefined;
  const histories: EnvironmentHistory[] = [];
  for (const group of groups.values()) {
    const { project, environment } = group[0] as SeriesSummary;
    const wanted = branch ?? mainBranch(group);
    const series = group.filter((one) => one.branch === wanted);
    const points = series.reduce((sum, { pointCount }) => sum + pointCount, 0);
    const read = () => readHistory(store, { ...query, project, environment, branch: wanted });
    const history =
      cache !== undefined && isWhole && points >= FEWEST_POINTS_KEPT
        ? await throughCache(store, cache, series, read)
        : (await read())?.history;
    if (history !== undefined && history.runs.length > 0) histories.push(history);
  }
  return histories;
}

/** Returns the history of some series: what was kept of it, with what is new; else what `read` gives. */
async function throughCache(
  store: HistoryStore,
  cache: AnalysisCache,
  series: readonly SeriesSummary[],
  read: () => ReturnType<typeof readHistory>,
): Promise<EnvironmentHistory | undefined> {
  const kept = await cache.history(series[0] as SeriesSummary);
  const updated = kept && (await withNewRuns(store, kept, series));
  const current = updated ?? (await read());
  if (current === null) return undefined;
  const newRunCount =
    updated === null || kept === null ? Number.POSITIVE_INFINITY : runCountOf(updated) - runCountOf(kept);
  if (newRunCount > NEW_RUNS_UNKEPT) await cache.keepHistory(current);
  return current.history;
}

function runCountOf({ history }: KeptHistory): number {
  return history.runs.length;
}

async function readHistory(store: HistoryStore, query: SeriesQuery): Promise<KeptHistory | null> {
  const collector = new HistoryCollector();
  const pointCounts: number[] = [];
  for await (const series of store.series(query)) {
    collector.add(series);
    pointCounts.push(series.points.length);
  }
  const history = collector.history();
  return history === null ? null : { history, pointCounts };
}

function mainBranch(keys: readonly SeriesSummary[]): string | null {
  const counts = new Map<string | null, number>();
  for (const { branch, pointCount } of keys) counts.set(branch, (counts.get(branch) ?? 0) + pointCount);
  const named = MAIN_BRANCHES.find((name) => counts.has(name));
  if (named !== undefined) return named;
  return [...counts].reduce((most, one) => (one[1] > most[1] ? one : most))[0];
}

/** As Map.groupBy, which Node 20 does not have. */
function groupedBy<T>(values: readonly T[], keyOf: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [value]);
    else group.push(value);
  }
  return groups;
}
