import type { HistoryStore, SeriesQuery, SeriesSummary } from '@perf-suite/history';
import { type EnvironmentHistory, HistoryCollector } from './environment-history.js';

/** Branches that a project's history is usually about, the likeliest first. */
const MAIN_BRANCHES = ['main', 'master'];

/**
 * Returns the histories that a query finds, one for each project and environment: of the branch, or of
 * the main one where none is named. One benchmark at a time is in memory as the store gives it.
 */
export async function readHistories(
  store: HistoryStore,
  query: SeriesQuery,
  branch: string | undefined,
): Promise<EnvironmentHistory[]> {
  const keys = await store.seriesKeys(query);
  const groups = groupedBy(keys, ({ project, environment }) => JSON.stringify([project, environment]));
  const histories: EnvironmentHistory[] = [];
  for (const group of groups.values()) {
    const { project, environment } = group[0] as SeriesSummary;
    const wanted = branch ?? mainBranch(group);
    const collector = new HistoryCollector();
    for await (const series of store.series({ ...query, project, environment, branch: wanted })) {
      collector.add(series);
    }
    const history = collector.history();
    if (history !== null && history.runs.length > 0) histories.push(history);
  }
  return histories;
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
