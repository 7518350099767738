import { COMPATIBILITY_METRICS, EXECUTION_TIME_BY_ITERATION } from '../catalogue/compatibility-metrics.js';
import type { MetricStore } from '../store/metric-store.js';
import { compatibilityView, ownView, type View } from './exposition-writer.js';

/** Returns what a scrape shows of a store, in a fixed order: each family, then its compatibility name. */
export function viewsOf(store: MetricStore, { compatibility }: { readonly compatibility: boolean }): View[] {
  const byIteration = store.families.has(EXECUTION_TIME_BY_ITERATION.name);
  const views: View[] = [];
  for (const family of store.families.values()) {
    if (family.series.size === 0) continue;
    if (family.definition !== EXECUTION_TIME_BY_ITERATION) views.push(ownView(family));
    if (!compatibility) continue;
    for (const metric of COMPATIBILITY_METRICS) {
      if (metric.from !== family.definition) continue;
      // One name is one metric: the histogram split by round replaces the one that is not.
      if (byIteration && metric.bounds !== undefined && metric.from !== EXECUTION_TIME_BY_ITERATION) continue;
      views.push(compatibilityView(family, metric));
    }
  }
  return views;
}
