/** One of your own metrics, with its labels. Its calls never throw, and do nothing where nobody measures. */
export interface Metric {
  /** A gauge: the last value in each round counts. */
  set(value: number): void;
  /** A counter: adds an amount; 1 unless given. */
  add(amount?: number): void;
  /** A histogram or summary: takes in one value. */
  observe(value: number): void;
}

export type MetricLabels = Readonly<Record<string, string | number | boolean>>;

export type OpenMetric = (name: string, labels: MetricLabels) => Metric;

/** Where a worker puts what opens metrics: a registered symbol, so that another copy of this package finds it too. */
export const METRIC_SLOT: unique symbol = Symbol.for('perf-suite.metric') as typeof METRIC_SLOT;

const NOBODY_MEASURES: Metric = { set() {}, add() {}, observe() {} };

/**
 * Returns one of your own metrics, as metrics.yaml declares it, to set from inside a benchmark:
 *
 *     const hitRatio = metric('cache_hit_ratio', { shard: 'a' });
 *     bench('look up', { run: () => cache.get(key), teardown: () => hitRatio.set(cache.hitRatio) });
 *
 * Values belong to the benchmark that is being measured, and leave the process after it. Make the
 * metric once, outside of what is measured; a call then takes nanoseconds and touches memory only.
 */
export function metric(name: string, labels: MetricLabels = {}): Metric {
  const open = (globalThis as { [METRIC_SLOT]?: OpenMetric })[METRIC_SLOT];
  return open === undefined ? NOBODY_MEASURES : open(name, labels);
}
