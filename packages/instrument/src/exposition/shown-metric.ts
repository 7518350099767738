import type { Labels, PlainMetric } from '../catalogue/plain-metrics.js';

/** One sample (line) in the shape that prom-client's metrics hand to their registry. */
export interface ShownValue {
  /** Absent where it is the metric's own name. */
  readonly metricName?: string | undefined;
  /** Of this sample alone: `le`. */
  readonly labels: Readonly<Record<string, string | number>>;
  /** Of the whole series. */
  readonly sharedLabels?: Labels | undefined;
  readonly value: number;
  readonly exemplar?: unknown;
}

/** What prom-client's metrics return when they are asked for their values. */
export interface ShownMetric {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly values: readonly ShownValue[];
}

/** Returns the series of a metric under its plain name; those that get the same labels are added up. */
export function underPlainName(metric: ShownMetric, plain: PlainMetric): ShownMetric {
  const merged = new Map<string, ShownValue>();
  for (const value of metric.values) {
    const suffix = value.metricName?.slice(metric.name.length) ?? '';
    if (plain.part === 'count' && suffix !== '_count') continue;
    const source = { ...value.sharedLabels, ...value.labels } as Labels;
    const sharedLabels = plain.labels(source);
    const ownLabels = value.labels.le === undefined ? {} : { le: value.labels.le };
    const metricName = plain.part === 'count' ? plain.name : plain.name + suffix;
    const key = JSON.stringify([metricName, ownLabels, Object.values(sharedLabels)]);
    const before = merged.get(key);
    const counted = plain.counts?.(source) === false ? 0 : value.value * (plain.scale ?? 1);
    merged.set(key, {
      metricName,
      labels: ownLabels,
      sharedLabels,
      value: (before?.value ?? 0) + counted,
      exemplar: value.exemplar ?? before?.exemplar,
    });
  }
  return { name: plain.name, help: plain.help, type: plain.type, values: [...merged.values()] };
}
