import { Counter, Gauge, Registry, type RegistryContentType } from 'prom-client';
import type {
  CounterDefinition,
  GaugeDefinition,
  HistogramDefinition,
  MetricDefinition,
} from '../catalogue/metric-definition.js';
import { SERVICE_METRICS } from '../catalogue/service-metrics.js';
import { found } from '../expected-found.js';
import { warnOnce } from '../warn-once.js';
import { type Exemplar, HistogramValues } from './histogram-values.js';
import { type LabelObject, LabelSets } from './label-sets.js';
import { labelText } from './label-text.js';
import { limitedReading } from './limited-reading.js';

/** A value for each label of a metric, in the order of its definition. */
export type ValuesOf<L extends readonly string[]> = { readonly [K in keyof L]: string };

interface Kept {
  readonly definition: MetricDefinition;
  readonly metric: Counter | Gauge | HistogramValues;
  readonly labelSets: LabelSets;
}

/** Most label sets of a metric; more share one series. */
export const DEFAULT_SERIES_CAP = 1_000;

/** Of a gauge at a scrape, which Prometheus gives up after 10 s unless told otherwise. */
const READING_LIMIT_MS = 3_000;
/** Their label is the name of a metric, of which there are few. */
const WITHOUT_CAP: readonly MetricDefinition[] = [
  SERVICE_METRICS.failedReadings,
  SERVICE_METRICS.refusedSeries,
];

/**
 * The values of all metrics, kept by prom-client in a registry of its own. Nothing here throws for what a value or a
 * label is: counting must not break the service. What is no number or no label counts nothing and costs a warning.
 */
export class MetricStore {
  /** For OpenMetrics, because prom-client refuses exemplars elsewhere; see `Exposition` for what is rendered. */
  readonly registry = new Registry<RegistryContentType>();
  readonly #seriesCap: number;
  readonly #kept = new Map<MetricDefinition, Kept>();

  constructor({ seriesCap = DEFAULT_SERIES_CAP }: { readonly seriesCap?: number } = {}) {
    this.#seriesCap = seriesCap;
    this.registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
  }

  /** @param by 0 lets the series begin */
  add<const L extends readonly string[]>(
    definition: CounterDefinition<L>,
    values: ValuesOf<L>,
    by = 1,
  ): void {
    const kept = this.#metric(definition);
    if (!isNumber(definition.name, by) || !isRise(definition.name, by)) return;
    const labels = this.#labels(kept, values, by);
    if (labels !== null) (kept.metric as Counter).inc(labels, by);
  }

  /** Returns whether the value and the labels could be set. */
  set<const L extends readonly string[]>(
    definition: GaugeDefinition<L>,
    values: ValuesOf<L>,
    value: number,
  ): boolean {
    const kept = this.#metric(definition);
    if (!isNumber(definition.name, value)) return false;
    const labels = this.#labels(kept, values);
    if (labels !== null) (kept.metric as Gauge).set(labels, value);
    return labels !== null;
  }

  change<const L extends readonly string[]>(
    definition: GaugeDefinition<L>,
    values: ValuesOf<L>,
    by: number,
  ): void {
    const kept = this.#metric(definition);
    const labels = this.#labels(kept, values);
    if (labels !== null) (kept.metric as Gauge).inc(labels, by);
  }

  observe<const L extends readonly string[]>(
    definition: HistogramDefinition<L>,
    values: ValuesOf<L>,
    value: number,
    exemplar: Exemplar | null = null,
  ): void {
    const kept = this.#metric(definition);
    if (!isNumber(definition.name, value)) return;
    const labels = this.#labels(kept, values);
    if (labels !== null) (kept.metric as HistogramValues).observe(labels, value, exemplar);
  }

  /** Lets a gauge be asked for its values at each scrape; where that fails or takes too long, the last ones stay. */
  read(
    definition: GaugeDefinition,
    collect: () => void | Promise<void>,
    { limitMs = READING_LIMIT_MS }: { readonly limitMs?: number } = {},
  ): void {
    const gauge = this.#metric(definition).metric as Gauge;
    // Without labels, prom-client begins with 0, which nobody has read.
    if (definition.labels.length === 0) gauge.remove();
    const onFailure = () => this.add(SERVICE_METRICS.failedReadings, [definition.name]);
    Object.assign(gauge, { collect: limitedReading(collect, { limitMs, onFailure }) });
  }

  /** Returns whether there is a metric of this name, also one that was made with prom-client. */
  has(name: string): boolean {
    return this.registry.getSingleMetric(name) !== undefined;
  }

  /** Lets the metric be there, with no series or (where it has no labels) 0. */
  declare(definition: MetricDefinition): void {
    this.#metric(definition);
  }

  /** @param by 0 for a series that begins: that is no value which is counted under `other` */
  #labels({ definition, labelSets }: Kept, values: readonly unknown[], by = 1): LabelObject | null {
    const labels = labelSets.of(values);
    if (labels === null) {
      const at = values.findIndex((value) => labelText(value) === null);
      warnOnce(
        `${definition.name}: expected a string as label ${JSON.stringify(definition.labels[at])}, found ${found(values[at])}: nothing is counted`,
      );
    } else if (labels === labelSets.other && by !== 0) {
      this.add(SERVICE_METRICS.refusedSeries, [definition.name]);
    }
    return labels;
  }

  #metric(definition: MetricDefinition): Kept {
    const known = this.#kept.get(definition);
    if (known !== undefined) return known;
    const cap = WITHOUT_CAP.includes(definition) ? Number.POSITIVE_INFINITY : this.#seriesCap;
    const kept = {
      definition,
      metric: this.#newMetric(definition),
      labelSets: new LabelSets(definition.labels, cap),
    };
    this.#kept.set(definition, kept);
    return kept;
  }

  #newMetric(definition: MetricDefinition): Kept['metric'] {
    const { name, help, labels } = definition;
    const configuration = { name, help, labelNames: [...labels], registers: [this.registry as Registry] };
    switch (definition.type) {
      case 'counter':
        return new Counter(configuration);
      case 'gauge':
        return new Gauge(configuration);
      case 'histogram': {
        const histogram = new HistogramValues(definition);
        this.registry.registerMetric(histogram as never);
        return histogram;
      }
    }
  }
}

function isNumber(name: string, value: number): boolean {
  if (Number.isFinite(value)) return true;
  warnOnce(`${name}: expected a finite number, found ${found(value)}: nothing is counted`);
  return false;
}

function isRise(name: string, by: number): boolean {
  if (by >= 0) return true;
  warnOnce(
    `${name}: expected a number from 0 on, since a counter never falls, found one below: nothing is counted`,
  );
  return false;
}
