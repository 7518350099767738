import { SERVICE_METRICS, SYSTEM_METRICS } from '../catalogue/service-metrics.js';
import { HEALTH_METRICS, WEB_VITALS_METRICS } from '../catalogue/web-vitals-metrics.js';
import { expectList, found, foundValue } from '../expected-found.js';
import { expectKnownOptions } from '../known-options.js';

interface OwnOptions {
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly string[];
}

const NAMES = { name: true, help: true, labels: true };
/** Prometheus gives the first two to each series, and `le` to each bucket. */
const TAKEN_LABELS = ['job', 'instance', 'le'];
const OF_THIS_PACKAGE = [SERVICE_METRICS, SYSTEM_METRICS, HEALTH_METRICS, WEB_VITALS_METRICS].flatMap(
  (metrics) => Object.values(metrics).map(({ name }) => name),
);

/**
 * @param of how the metric is declared: `counter`, `gauge` or `histogram`
 * @throws {TypeError} when a metric of one's own cannot be declared like this
 */
export function expectOwnMetric(
  of: string,
  options: OwnOptions,
  { isTaken, more = {} }: { readonly isTaken: (name: string) => boolean; readonly more?: object },
): void {
  expectKnownOptions(of, options, { ...NAMES, ...more });
  const { name, help, labels = [] } = options;
  if (typeof name !== 'string' || !/^[a-zA-Z_:][\w:]*$/.test(name)) {
    throw new TypeError(
      `${of}: expected a name of letters, digits and "_" such as "works_published_total", found ${foundValue(name)}`,
    );
  }
  const where = `${of} ${JSON.stringify(name)}`;
  if (isTaken(name)) {
    const owner = OF_THIS_PACKAGE.includes(name) ? 'this package has' : 'there is';
    throw new TypeError(`${where}: ${owner} a metric of this name already: choose another name`);
  }
  if (typeof help !== 'string' || help === '') {
    throw new TypeError(`${where}: expected a sentence as help, found ${foundValue(help)}`);
  }
  expectList(`${where}: labels`, labels, 'label names such as ["kind"]');
  for (const label of labels) expectLabel(where, label);
}

function expectLabel(where: string, label: unknown): void {
  if (typeof label !== 'string' || !/^(?!__)[a-zA-Z_]\w*$/.test(label)) {
    throw new TypeError(
      `${where}: expected label names of letters, digits and "_", found ${foundValue(label)}`,
    );
  }
  if (!TAKEN_LABELS.includes(label)) return;
  throw new TypeError(
    `${where}: expected another label name than ${JSON.stringify(label)}, which Prometheus sets itself: for example "${label === 'job' ? 'job_name' : `own_${label}`}"`,
  );
}

/** @throws {TypeError} when these cannot be the bounds of a histogram's buckets */
export function expectBounds(name: string, bounds: unknown): void {
  const where = `histogram ${JSON.stringify(name)}`;
  if (!Array.isArray(bounds) || bounds.length === 0) {
    const what = Array.isArray(bounds) ? 'none' : found(bounds);
    throw new TypeError(
      `${where}: expected bounds, the upper ends of its buckets such as [0.01, 0.1, 1], found ${what}`,
    );
  }
  if (bounds.every((bound, i) => Number.isFinite(bound) && bound > (bounds[i - 1] ?? -Infinity))) return;
  throw new TypeError(`${where}: expected ascending finite bounds, found ${bounds.join(', ')}`);
}
