import { Counter, Gauge, Registry, type RegistryContentType } from 'prom-client';
import type {
  CounterDefinition,
  GaugeDefinition,
  HistogramDefinition,
  MetricDefinition,
} from '../catalogue/metric-definition.js';
import { SERVICE_METRICS } from '../catalogue/service-metrics.js';
import { type Exemplar, HistogramValues } from './histogram-values.js';
import { LabelSets } from './label-sets.js';

/** A value for each label of a metric, in the order of its definition. */
export type ValuesOf<L extends readonly string[]> = { readonly [K in keyof L]: string };

interface Kept {
  readonly metric: Counter | Gauge | HistogramValues;
  readonly labelSets: LabelSets;
}

/** Most label sets of a metric; more share one series. */
export const DEFAULT_SERIES_CAP = 1_000;

/**
 * The values of all metrics, kept by prom-client in a registry of its own. Nothing here throws for what a value or a
 * label is: counting must not break the service.
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

  /** @param by what is no finite number from 0 on counts nothing */
  add<const L extends readonly string[]>(
    definition: CounterDefinition<L>,
    values: ValuesOf<L>,
    by = 1,
  ): void {
    const { metric, labelSets } = this.#metric(definition);
    if (Number.isFinite(by) && by >= 0) (metric as Counter).inc(labelSets.of(values), by);
  }

  set<const L extends readonly string[]>(
    definition: GaugeDefinition<L>,
    values: ValuesOf<L>,
    value: number,
  ): void {
    const { metric, labelSets } = this.#metric(definition);
    if (Number.isFinite(value)) (metric as Gauge).set(labelSets.of(values), value);
  }

  change<const L extends readonly string[]>(
    definition: GaugeDefinition<L>,
    values: ValuesOf<L>,
    by: number,
  ): void {
    const { metric, labelSets } = this.#metric(definition);
    if (Number.isFinite(by)) (metric as Gauge).inc(labelSets.of(values), by);
  }

  observe<const L extends readonly string[]>(
    definition: HistogramDefinition<L>,
    values: ValuesOf<L>,
    value: number,
    exemplar: Exemplar | null = null,
  ): void {
    const { metric, labelSets } = this.#metric(definition);
    if (!Number.isFinite(value)) return;
    (metric as HistogramValues).observe(labelSets.of(values), value, exemplar);
  }

  /** Lets a gauge be asked for its values at each scrape; where that fails, the last ones stay. */
  read(definition: GaugeDefinition, collect: () => void | Promise<void>): void {
    const tried = async () => {
      try {
        await collect();
      } catch {
        this.add(SERVICE_METRICS.failedReadings, [definition.name]);
      }
    };
    Object.assign(this.#metric(definition).metric, { collect: tried });
  }

  /** Lets the metric be there, with no series or (where it has no labels) 0. */
  declare(definition: MetricDefinition): void {
    this.#metric(definition);
  }

  #metric(definition: MetricDefinition): Kept {
    const known = this.#kept.get(definition);
    if (known !== undefined) return known;
    const kept = {
      metric: this.#newMetric(definition),
      labelSets: new LabelSets(definition.labels, {
        cap: this.#seriesCap,
        onRefused: () => {
          const { refusedSeries } = SERVICE_METRICS;
          if (definition !== refusedSeries) this.add(refusedSeries, [definition.name]);
        },
      }),
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
