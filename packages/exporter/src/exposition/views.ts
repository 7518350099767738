import { COMPATIBILITY_METRICS, EXECUTION_TIME_BY_ITERATION } from '../catalogue/compatibility-metrics.js';
import type { CompatibilityMetric, HistogramDefinition } from '../catalogue/metric-definition.js';
import type { Family, MetricStore } from '../store/metric-store.js';
import { formatBound } from './format-bound.js';

/** How a stored family is shown: under its own name, or scaled under a compatibility name. */
export interface View {
  readonly family: Family;
  readonly name: string;
  readonly help: string;
  readonly scale: number;
  /** Histograms: index of each shown bound, and the text it is shown as. */
  readonly bounds: readonly { readonly index: number; readonly text: string }[];
}

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

function ownView(family: Family): View {
  const { definition } = family;
  const bounds =
    definition.type === 'histogram'
      ? definition.bounds.map((bound, index) => ({
          index,
          // As whoever declared it wrote it: 1.73 ns in seconds are not 1.7300000000000001e-9.
          text: formatBound(Number((bound / definition.observedPerUnit).toPrecision(12))),
        }))
      : [];
  return { family, name: definition.name, help: definition.help, scale: 1, bounds };
}

function compatibilityView(family: Family, metric: CompatibilityMetric): View {
  const { definition } = family;
  const bounds =
    definition.type === 'histogram'
      ? (metric.bounds ?? []).map((bound) => shownBound(definition, bound, metric))
      : [];
  return { family, name: metric.name, help: metric.help, scale: metric.unitsPerUnit, bounds };
}

function shownBound(definition: HistogramDefinition, bound: number, metric: CompatibilityMetric) {
  const observed = (bound / metric.unitsPerUnit) * definition.observedPerUnit;
  const index = definition.bounds.findIndex((known) => Math.abs(known - observed) <= known * 1e-9);
  if (index === -1) throw new RangeError(`${metric.name}: ${bound} is not a bound of ${definition.name}`);
  // As prom-client writes it of its own accord: queries that name a bucket keep matching.
  return { index, text: String(bound) };
}
