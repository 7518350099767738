import type {
  CounterDefinition,
  GaugeDefinition,
  HistogramDefinition,
  MetricDefinition,
  SummaryDefinition,
} from '../catalogue/metric-definition.js';
import { HistogramBuckets } from './histogram-buckets.js';
import { QuantileWindow } from './quantile-window.js';

/** Where a counter's latest increase came from; shown in OpenMetrics only. */
export interface Exemplar {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  readonly timestampSeconds: number;
}

interface Labelled {
  /** In the order of the definition's labels. */
  readonly labelValues: readonly string[];
}

export interface NumberSeries extends Labelled {
  value: number;
  exemplar: Exemplar | null;
}

export interface HistogramSeries extends Labelled {
  readonly buckets: HistogramBuckets;
}

export interface SummarySeries extends Labelled {
  readonly window: QuantileWindow;
}

export type Family =
  | { readonly definition: GaugeDefinition | CounterDefinition; readonly series: Map<string, NumberSeries> }
  | {
      readonly definition: HistogramDefinition;
      readonly bounds: Float64Array;
      readonly series: Map<string, HistogramSeries>;
    }
  | { readonly definition: SummaryDefinition; readonly series: Map<string, SummarySeries> };

export type LabelSet<L extends string> = Readonly<Record<L, string>>;

/** Refused series remembered to count each once; beyond this many they are no longer told apart. */
const REMEMBERED_REFUSALS = 100_000;

/**
 * All current values: written in batches, read at a scrape. Its size is capped in series as
 * Prometheus counts them (lines of a scrape); what the cap refuses is counted, never silently lost.
 */
export class MetricStore {
  readonly families = new Map<string, Family>();
  readonly #seriesCap: number;
  readonly #refused = new Set<string>();
  #seriesCount = 0;
  #droppedCount = 0;
  #version = 0;

  constructor({ seriesCap }: { readonly seriesCap: number }) {
    this.#seriesCap = seriesCap;
  }

  /** Grows with every change: two equal versions mean equal content. */
  get version(): number {
    return this.#version;
  }

  get seriesCount(): number {
    return this.#seriesCount;
  }

  /** Series (lines) refused by the cap. */
  get droppedCount(): number {
    return this.#droppedCount;
  }

  set<L extends string>(gauge: GaugeDefinition<L>, labels: LabelSet<L>, value: number): void {
    const series = this.#numberSeries(gauge, labels);
    if (series === null || Object.is(series.value, value)) return;
    series.value = value;
    this.#version++;
  }

  /** Adds to a counter; adding 0 creates it, so that `increase()` sees its first increase. */
  add<L extends string>(
    counter: CounterDefinition<L>,
    labels: LabelSet<L>,
    amount: number,
    exemplar: Exemplar | null = null,
  ): void {
    const series = this.#numberSeries(counter, labels);
    if (series === null || amount === 0) return;
    series.value += amount;
    series.exemplar = exemplar ?? series.exemplar;
    this.#version++;
  }

  /** Sets a counter that something else counts, such as the operating system. */
  setTotal<L extends string>(counter: CounterDefinition<L>, labels: LabelSet<L>, total: number): void {
    const series = this.#numberSeries(counter, labels);
    if (series === null || series.value === total) return;
    series.value = total;
    this.#version++;
  }

  /** Adds values to a histogram, in the unit of its bounds. */
  observe<L extends string>(
    histogram: HistogramDefinition<L>,
    labels: LabelSet<L>,
    values: ArrayLike<number>,
  ): void {
    const family = this.#family(histogram);
    if (!('bounds' in family)) return;
    const series = this.#series(family, labels, (labelValues) => ({
      labelValues,
      buckets: new HistogramBuckets(family.bounds),
    }));
    if (series === null || values.length === 0) return;
    series.buckets.observe(values);
    this.#version++;
  }

  /** Adds one value to a summary. */
  summarize<L extends string>(summary: SummaryDefinition<L>, labels: LabelSet<L>, value: number): void {
    const family = this.#family(summary) as Extract<Family, { definition: SummaryDefinition }>;
    const series = this.#series(family, labels, (labelValues) => ({
      labelValues,
      window: new QuantileWindow(),
    }));
    if (series === null) return;
    series.window.observe(value);
    this.#version++;
  }

  /** Removes a metric's series whose labels have all these values. */
  remove<L extends string>(metric: MetricDefinition<L>, labels: Partial<LabelSet<L>>): void {
    const family = this.families.get(metric.name);
    if (family !== undefined) this.#removeFrom(family, labels);
  }

  /** Removes the series of every metric whose labels have all these values. */
  removeEverywhere(labels: Readonly<Record<string, string>>): void {
    for (const family of this.families.values()) this.#removeFrom(family, labels);
  }

  /** Removes a metric's series whose label has another value. */
  keepOnly<L extends string>(metric: MetricDefinition<L>, label: L, value: string): void {
    const family = this.families.get(metric.name);
    if (family === undefined) return;
    const index = metric.labels.indexOf(label);
    for (const { labelValues } of [...family.series.values()]) {
      if (labelValues[index] === value) continue;
      this.#removeFrom(family, Object.fromEntries(metric.labels.map((name, i) => [name, labelValues[i]])));
    }
  }

  #removeFrom(family: Family, labels: Partial<Record<string, string>>): void {
    const names: readonly string[] = family.definition.labels;
    const wanted = Object.entries(labels).map(([name, value]) => [names.indexOf(name), value] as const);
    if (wanted.some(([index]) => index === -1)) return;
    for (const [key, series] of family.series) {
      if (!wanted.every(([index, value]) => series.labelValues[index] === value)) continue;
      family.series.delete(key);
      this.#seriesCount -= linesOf(family.definition);
      this.#version++;
    }
  }

  #numberSeries<L extends string>(
    definition: GaugeDefinition<L> | CounterDefinition<L>,
    labels: LabelSet<L>,
  ): NumberSeries | null {
    const family = this.#family(definition) as Extract<Family, { definition: GaugeDefinition }>;
    return this.#series(family, labels, (labelValues) => ({ labelValues, value: 0, exemplar: null }));
  }

  #family(definition: MetricDefinition): Family {
    const known = this.families.get(definition.name);
    if (known !== undefined) return known;
    const family = emptyFamily(definition);
    this.families.set(definition.name, family);
    return family;
  }

  #series<S extends Labelled>(
    family: { readonly definition: MetricDefinition; readonly series: Map<string, S> },
    labels: Readonly<Record<string, string>>,
    create: (labelValues: readonly string[]) => S,
  ): S | null {
    const labelValues = family.definition.labels.map((name) => labels[name] ?? '');
    const key = labelValues.join('\u0000');
    const known = family.series.get(key);
    if (known !== undefined) return known;
    const lines = linesOf(family.definition);
    if (this.#seriesCount + lines > this.#seriesCap) {
      this.#refuse(`${family.definition.name}\u0000${key}`, lines);
      return null;
    }
    const series = create(labelValues);
    family.series.set(key, series);
    this.#seriesCount += lines;
    this.#version++;
    return series;
  }

  #refuse(key: string, lines: number): void {
    if (this.#refused.has(key) || this.#refused.size >= REMEMBERED_REFUSALS) return;
    this.#refused.add(key);
    this.#droppedCount += lines;
  }
}

function emptyFamily(definition: MetricDefinition): Family {
  switch (definition.type) {
    case 'histogram':
      return { definition, bounds: Float64Array.from(definition.bounds), series: new Map() };
    case 'summary':
      return { definition, series: new Map() };
    default:
      return { definition, series: new Map() };
  }
}

/** Lines of a scrape, which is what one series here becomes in Prometheus. */
function linesOf(definition: MetricDefinition): number {
  if (definition.type === 'histogram') return definition.bounds.length + 3;
  return definition.type === 'summary' ? definition.quantiles.length + 2 : 1;
}
