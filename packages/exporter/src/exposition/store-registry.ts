import { Counter, Gauge, Histogram, Registry, type RegistryContentType, Summary } from 'prom-client';
import { type Series, shownValues } from './shown-values.js';
import type { View } from './views.js';

export type ExpositionFormat = 'text' | 'openmetrics';

export const CONTENT_TYPES: Readonly<Record<ExpositionFormat, RegistryContentType>> = {
  text: Registry.PROMETHEUS_CONTENT_TYPE,
  openmetrics: Registry.OPENMETRICS_CONTENT_TYPE,
};

/** A metric registered with prom-client, and which of its series it shows when it is asked next. */
interface Registered {
  readonly name: string;
  view: View;
  series: readonly Series[];
}

/**
 * A prom-client registry of its own for one format. Its metrics keep nothing: each reads a slice of
 * its family in the store when prom-client asks it for values, so that a large one can be written
 * in parts. All that a scrape says is formatted by prom-client.
 */
export class StoreRegistry {
  readonly #format: ExpositionFormat;
  readonly #registry: Registry<RegistryContentType>;
  readonly #registered = new Map<string, Registered>();

  constructor(format: ExpositionFormat) {
    this.#format = format;
    this.#registry = new Registry<RegistryContentType>();
    this.#registry.setContentType(CONTENT_TYPES[format]);
  }

  /** Returns the HELP and TYPE lines of a metric. */
  header(view: View): Promise<string> {
    return this.#text(view, []);
  }

  /** Returns the lines of these series, without HELP and TYPE. */
  async lines(view: View, series: readonly Series[]): Promise<string> {
    const text = await this.#text(view, series);
    const endOfHelp = text.indexOf('\n');
    return text.slice(text.indexOf('\n', endOfHelp + 1) + 1);
  }

  async #text(view: View, series: readonly Series[]): Promise<string> {
    const registered = this.#register(view);
    registered.view = view;
    registered.series = series;
    // It asks the metric for its values before it first waits: no other slice can come between.
    const text = await this.#registry.getSingleMetricAsString(registered.name);
    return `${text}\n`;
  }

  #register(view: View): Registered {
    // OpenMetrics names a counter without `_total`, which prom-client then adds to each sample.
    const isShortened = this.#format === 'openmetrics' && view.family.definition.type === 'counter';
    const name = isShortened ? view.name.replace(/_total$/, '') : view.name;
    const known = this.#registered.get(name);
    if (known?.view.family.definition === view.family.definition) return known;
    const registered: Registered = { name, view, series: [] };
    // The compatibility histogram can change from one that is not split by round to one that is.
    this.#registry.removeSingleMetric(name);
    const metric = newMetric(view, name, this.#registry as Registry);
    const get = async () => ({
      name,
      help: view.help,
      type: view.family.definition.type,
      values: registered.series.flatMap((one) => shownValues(registered.view, one)),
    });
    // Histograms are asked by the second name.
    Object.assign(metric, { get, getForPromString: get });
    this.#registered.set(name, registered);
    return registered;
  }
}

function newMetric({ help, family: { definition } }: View, name: string, registry: Registry) {
  const configuration = { name, help, labelNames: definition.labels, registers: [registry] };
  switch (definition.type) {
    case 'counter':
      return new Counter(configuration);
    case 'gauge':
      return new Gauge(configuration);
    case 'histogram':
      return new Histogram({ ...configuration, buckets: [...definition.bounds] });
    case 'summary':
      return new Summary({ ...configuration, percentiles: [...definition.quantiles] });
  }
}
