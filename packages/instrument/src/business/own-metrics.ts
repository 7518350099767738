import type {
  CounterDefinition,
  GaugeDefinition,
  HistogramDefinition,
} from '../catalogue/metric-definition.js';
import type { MetricStore } from '../store/metric-store.js';

/** A value for each label that the metric has. */
export type LabelsOf<L extends string> = { readonly [K in L]: string };

export interface OwnMetricOptions<L extends string> {
  /** Letters, digits and `_`, with the unit last: `works_published_total`, `queue_age_seconds`. */
  readonly name: string;
  /** A sentence that says what is counted. */
  readonly help: string;
  /** Label names. Their values must be few: kinds and states, never ids. */
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
  /** Ascending upper bounds of the buckets, without +Inf. */
  readonly bounds: readonly number[];
}

/** What a gauge that is asked at each scrape says: each series with its value, or a number where it has no labels. */
export type GaugeReadings<L extends string> =
  | number
  | readonly { readonly labels: LabelsOf<L>; readonly value: number }[];

export function ownCounter<L extends string>(
  store: MetricStore,
  options: OwnMetricOptions<L>,
): OwnCounter<L> {
  const definition: CounterDefinition = { type: 'counter', labels: [], ...options };
  store.declare(definition);
  return { add: (labels, by) => store.add(definition, valuesOf(definition.labels, labels), by) };
}

/** @param read asked at each scrape; where it throws, the last value stays */
export function ownGauge<L extends string>(
  store: MetricStore,
  options: OwnMetricOptions<L>,
  read: (() => GaugeReadings<L> | Promise<GaugeReadings<L>>) | undefined,
): OwnGauge<L> {
  const definition: GaugeDefinition = { type: 'gauge', labels: [], ...options };
  store.declare(definition);
  const set = (labels: LabelsOf<L>, value: number) =>
    store.set(definition, valuesOf(definition.labels, labels), value);
  if (read !== undefined) {
    store.read(definition, async () => {
      const readings = await read();
      if (typeof readings === 'number') set({} as LabelsOf<L>, readings);
      else for (const { labels, value } of readings) set(labels, value);
    });
  }
  return { set };
}

export function ownHistogram<L extends string>(
  store: MetricStore,
  options: OwnHistogramOptions<L>,
): OwnHistogram<L> {
  const definition: HistogramDefinition = { type: 'histogram', labels: [], ...options };
  store.declare(definition);
  return {
    observe: (labels, value) => store.observe(definition, valuesOf(definition.labels, labels), value),
  };
}

function valuesOf(names: readonly string[], labels: Readonly<Record<string, string>>): string[] {
  return names.map((name) => labels[name] ?? '');
}
