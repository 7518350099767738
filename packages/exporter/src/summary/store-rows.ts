import type { MetricDefinition } from '../catalogue/metric-definition.js';
import type { MetricStore } from '../store/metric-store.js';

export interface Row {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Returns the values of a gauge or counter, with their labels by name. */
export function rowsOf(store: MetricStore, metric: MetricDefinition): Row[] {
  const family = store.families.get(metric.name);
  if (family === undefined) return [];
  return [...family.series.values()].flatMap((series) => {
    if (!('value' in series)) return [];
    const labels = Object.fromEntries(metric.labels.map((name, i) => [name, series.labelValues[i] ?? '']));
    return [{ labels, value: series.value }];
  });
}
