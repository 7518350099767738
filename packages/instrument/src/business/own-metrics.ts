import type {
  CounterDefinition,
  GaugeDefinition,
  HistogramDefinition,
  MetricDefinition,
} from '../catalogue/metric-definition.js';
import { found } from '../expected-found.js';
import type { MetricStore } from '../store/metric-store.js';
import { warnOnce } from '../warn-once.js';
import { expectBounds, expectOwnMetric } from './expect-own-metric.js';

/** A value for each label that the metric has. */
export type LabelsOf<L extends string> = { readonly [K in L]: string };

export interface OwnMetricOptions<L extends string> {
  /** Letters, digits and `_`, with the unit last: `works_published_total`, `queue_age_seconds`. */
  readonly name: string;
  /** A sentence that says what is counted. */
  readonly help: string;
  /** Label names; Prometheus keeps `job` and `instance` to itself. Their values must be few: kinds and states, never ids. */
  readonly labels?: readonly L[];
}

export interface OwnCounter<L extends string> {
  /** @param by 1 unless given */
  add(labels: LabelsOf<L>, by?: number): void;
}

export interface OwnGauge<L extends string> {
  set(labels: LabelsOf<L>, value: number): void;
}

export interface OwnHistogram<L extends string> {
  observe(labels: LabelsOf<L>, value: number): void;
}

export interface OwnHistogramOptions<L extends string> extends OwnMetricOptions<L> {
  /** Ascending upper bounds of the buckets, without +Inf; what prom-client calls `buckets`. */
  readonly bounds: readonly number[];
}

/** What a gauge that is asked at each scrape says: each series with its value, or a number where it has no labels. */
export type GaugeReadings<L extends string> =
  | number
  | readonly { readonly labels: LabelsOf<L>; readonly value: number }[];

/** @throws {TypeError} when it cannot be declared like this */
export function ownCounter<L extends string>(
  store: MetricStore,
  options: OwnMetricOptions<L>,
): OwnCounter<L> {
  expectOwnMetric('counter', options, { isTaken: (name) => store.has(name) });
  const definition: CounterDefinition = { type: 'counter', ...options, labels: options.labels ?? [] };
  store.declare(definition);
  const add = (labels: LabelsOf<L>, by?: number) => {
    const values = valuesOf(definition, labels);
    if (values !== null) store.add(definition, values, by);
  };
  return { add };
}

/**
 * @param read asked at each scrape; where it fails, the last value stays
 * @throws {TypeError} when it cannot be declared like this
 */
export function ownGauge<L extends string>(
  store: MetricStore,
  options: OwnMetricOptions<L>,
  read: (() => GaugeReadings<L> | Promise<GaugeReadings<L>>) | undefined,
): OwnGauge<L> {
  expectOwnMetric('gauge', options, { isTaken: (name) => store.has(name) });
  if (read !== undefined && typeof read !== 'function') {
    throw new TypeError(
      `gauge ${JSON.stringify(options.name)}: expected a function that reads it, found ${found(read)}`,
    );
  }
  const definition: GaugeDefinition = { type: 'gauge', ...options, labels: options.labels ?? [] };
  store.declare(definition);
  const set = (labels: unknown, value: number): boolean => {
    const values = valuesOf(definition, labels);
    return values !== null && store.set(definition, values, value);
  };
  if (read !== undefined) {
    store.read(definition, async () => {
      const readings = await read();
      const list = Array.isArray(readings) ? readings : [{ labels: {}, value: readings }];
      for (const { labels, value } of list) {
        if (!set(labels, value)) throw new TypeError(`${options.name}: expected numbers and their labels`);
      }
    });
  }
  return { set: (labels, value) => void set(labels, value) };
}

/** @throws {TypeError} when it cannot be declared like this */
export function ownHistogram<L extends string>(
  store: MetricStore,
  options: OwnHistogramOptions<L>,
): OwnHistogram<L> {
  const more = { bounds: true };
  expectOwnMetric('histogram', options, { isTaken: (name) => store.has(name), more });
  expectBounds(options.name, options.bounds);
  const definition: HistogramDefinition = { type: 'histogram', ...options, labels: options.labels ?? [] };
  store.declare(definition);
  const observe = (labels: LabelsOf<L>, value: number) => {
    const values = valuesOf(definition, labels);
    if (values !== null) store.observe(definition, values, value);
  };
  return { observe };
}

/** Returns the values in the order of the metric's labels; null where there is no object of labels. */
function valuesOf({ name, labels: names }: MetricDefinition, labels: unknown): string[] | null {
  if (typeof labels === 'object' && labels !== null) {
    return names.map((one) => (labels as Readonly<Record<string, string>>)[one] as string);
  }
  if (labels === undefined && names.length === 0) return [];
  warnOnce(
    `${name}: expected ${example(names)} as labels, the first argument, found ${found(labels)}: nothing is counted`,
  );
  return null;
}

function example(names: readonly string[]): string {
  return names.length === 0 ? '{}' : `{ ${names.map((name) => `${name}: '...'`).join(', ')} }`;
}
