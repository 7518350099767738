import { Registry, type RegistryContentType } from 'prom-client';
import { APP_ERROR_RATE, PLAIN_METRICS } from '../catalogue/plain-metrics.js';
import { SERVICE_METRICS } from '../catalogue/service-metrics.js';
import { ErrorRate } from './error-rate.js';
import { CONTENT_TYPES, type ExpositionFormat } from './exposition-format.js';
import { type ShownMetric, type ShownValue, underPlainName } from './shown-metric.js';

/** A metric as prom-client keeps it; histograms are asked by the second name. */
interface Source {
  readonly name: string;
  get(): Promise<unknown>;
  getForPromString?(): Promise<unknown>;
}

/** The text of a scrape, of all metrics of a registry. */
export class Exposition {
  readonly #source: Registry<RegistryContentType>;
  readonly #plainNames: boolean;
  readonly #nowMs: () => number;
  readonly #errorRate: ErrorRate;
  readonly #underway = new Map<ExpositionFormat, Promise<string>>();

  constructor(
    source: Registry<RegistryContentType>,
    { plainNames, nowMs }: { readonly plainNames: boolean; readonly nowMs: () => number },
  ) {
    this.#source = source;
    this.#plainNames = plainNames;
    this.#nowMs = nowMs;
    this.#errorRate = new ErrorRate(nowMs());
  }

  /** Returns the text; scrapes that come while one is being rendered share it. */
  text(format: ExpositionFormat): Promise<string> {
    const underway = this.#underway.get(format);
    if (underway !== undefined) return underway;
    const rendering = this.#render(format).finally(() => this.#underway.delete(format));
    this.#underway.set(format, rendering);
    return rendering;
  }

  /** Returns all metrics with their values. */
  async metrics(): Promise<readonly ShownMetric[]> {
    const sources = this.#source.getMetricsAsArray() as unknown as readonly Source[];
    const own = await Promise.all(
      sources.map(async (source) => (await (source.getForPromString?.() ?? source.get())) as ShownMetric),
    );
    if (!this.#plainNames) return own;
    const byName = new Map(own.map((metric) => [metric.name, metric]));
    const plain = PLAIN_METRICS.flatMap((one) => {
      const from = byName.get(one.from.name);
      // A service may have a metric of this name itself.
      return from === undefined || byName.has(one.name) ? [] : [underPlainName(from, one)];
    });
    const requests = byName.get(SERVICE_METRICS.httpRequestDuration.name);
    return [...own, ...plain, this.#appErrorRate(requests)];
  }

  #appErrorRate(requests: ShownMetric | undefined): ShownMetric {
    const totals = { atMs: this.#nowMs(), requests: 0, errors: 0 };
    for (const { metricName, sharedLabels, value } of requests?.values ?? []) {
      if (!metricName?.endsWith('_count')) continue;
      totals.requests += value;
      if (Number(sharedLabels?.http_response_status_code) >= 500) totals.errors += value;
    }
    return { ...APP_ERROR_RATE, values: [{ labels: {}, value: this.#errorRate.after(totals) }] };
  }

  /** Everything that a scrape says is formatted by prom-client, whose registry for a format asks these objects. */
  async #render(format: ExpositionFormat): Promise<string> {
    const registry = new Registry<RegistryContentType>();
    registry.setContentType(CONTENT_TYPES[format]);
    for (const metric of await this.metrics()) {
      const shown = shownIn(format, metric);
      registry.registerMetric({ ...shown, get: async () => shown } as never);
    }
    return registry.metrics();
  }
}

/**
 * OpenMetrics names a counter without `_total`, which prom-client then adds to each sample. A counter whose name does
 * not end so has no type there, so that its name is the same in both formats.
 */
function shownIn(format: ExpositionFormat, metric: ShownMetric): ShownMetric {
  const values = metric.values.map(withCanonicalBound);
  if (format === 'text' || metric.type !== 'counter') return { ...metric, values };
  if (!metric.name.endsWith('_total')) return { ...metric, type: 'unknown', values };
  const name = metric.name.replace(/_total$/, '');
  return { ...metric, name, values: values.map(({ metricName: _, ...value }) => value) };
}

/** "1.0" as OpenMetrics and Prometheus 3 write it: a series has one name, whichever server reads whichever format. */
function withCanonicalBound(value: ShownValue): ShownValue {
  const { le } = value.labels;
  return Number.isInteger(le) ? { ...value, labels: { ...value.labels, le: `${le}.0` } } : value;
}
