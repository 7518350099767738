import type { MetricValues, Variant, Warning } from '@perf-suite/schema';
import type { Metric, MetricLabels } from '../../api/metric.js';
import { MetricSeries } from './metric-series.js';

/** Series kept of one benchmark and variant in one round. */
export const SERIES_LIMIT = 50;

/** What one variant of one benchmark said. */
class Scope {
  readonly series = new Map<string, { readonly of: OpenedMetric; readonly series: MetricSeries }>();
  /** Takes in, and forgets, what is said of series beyond the limit. */
  readonly #refused = new MetricSeries();
  readonly refusedNames = new Set<string>();

  seriesOf(metric: OpenedMetric): MetricSeries {
    const known = this.series.get(metric.key);
    if (known !== undefined) return known.series;
    if (this.series.size >= SERIES_LIMIT) {
      if (this.refusedNames.size < SERIES_LIMIT) this.refusedNames.add(metric.name);
      return this.#refused;
    }
    const series = new MetricSeries();
    this.series.set(metric.key, { of: metric, series });
    return series;
  }
}

type Scopes = Readonly<Record<Variant, Scope>>;

function newScopes(): Scopes {
  return { base: new Scope(), head: new Scope() };
}

/**
 * Keeps what benchmarks say of metrics until they have been measured. Both variants pay for their
 * calls alike, and calls that warm up take the same path as measured ones: only where they are kept differs.
 */
export class MetricCollector {
  readonly #running: { readonly variant: Variant };
  /** What was said while no benchmark was measured. */
  readonly #outside = newScopes();
  #scopes = this.#outside;
  #measured = this.#outside;

  /** @param running whose code runs now */
  constructor(running: { readonly variant: Variant }) {
    this.#running = running;
  }

  open(name: string, labels: MetricLabels): Metric {
    return new OpenedMetric(String(name), labels, this);
  }

  scope(): Scope {
    return this.#scopes[this.#running.variant];
  }

  /** From here on values belong to a new benchmark. */
  begin(): void {
    this.#measured = newScopes();
    this.#scopes = this.#measured;
  }

  /** What is said until `endWarmUp` is forgotten. */
  startWarmUp(): void {
    this.#scopes = newScopes();
  }

  endWarmUp(): void {
    this.#scopes = this.#measured;
  }

  /** Ends the benchmark and returns what one of its variants said, with what is doubtful about it. */
  take(variant: Variant): { metrics: MetricValues[]; warnings: Warning[] } {
    const { series, refusedNames } = this.#measured[variant];
    this.#measured = this.#outside;
    this.#scopes = this.#outside;
    const metrics: MetricValues[] = [];
    const notFinite = new Set<string>();
    for (const { of, series: one } of series.values()) {
      for (const { operation, values } of one.read()) {
        const finite = values.filter((value) => Number.isFinite(value));
        if (finite.length < values.length) notFinite.add(of.name);
        if (finite.length > 0) metrics.push({ name: of.name, labels: of.labels, operation, values: finite });
      }
    }
    return { metrics, warnings: [...doubts(refusedNames, notFinite), ...this.#outsideWarning()] };
  }

  #outsideWarning(): Warning[] {
    const said = [this.#outside.base, this.#outside.head];
    const names = new Set(said.flatMap(({ series }) => [...series.values()].map(({ of }) => of.name)));
    for (const { series } of said) series.clear();
    if (names.size === 0) return [];
    return [
      {
        code: 'metric-outside',
        message: `${[...names].join(', ')}: set while no benchmark was measured, so that the value is left out`,
        hint: 'Set it in setup, run or teardown of the benchmark that it belongs to.',
      },
    ];
  }
}

function doubts(refusedNames: ReadonlySet<string>, notFinite: ReadonlySet<string>): Warning[] {
  const warnings: Warning[] = [];
  if (refusedNames.size > 0) {
    warnings.push({
      code: 'metric-limit',
      message: `${[...refusedNames].join(', ')}: more than ${SERIES_LIMIT} metrics and label values in one benchmark, the others are left out`,
      hint: 'Use labels for a handful of values, never for ids.',
    });
  }
  if (notFinite.size > 0) {
    warnings.push({
      code: 'metric-not-finite',
      message: `${[...notFinite].join(', ')}: expected finite numbers, found others, which are left out`,
    });
  }
  return warnings;
}

class OpenedMetric implements Metric {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly #collector: MetricCollector;
  #key: string | null = null;
  #scope: Scope | null = null;
  #series = new MetricSeries();

  constructor(name: string, labels: MetricLabels, collector: MetricCollector) {
    this.name = name;
    this.labels = Object.fromEntries(
      Object.entries(labels ?? {}).map(([label, value]) => [label, String(value)]),
    );
    this.#collector = collector;
  }

  /** Equal for equal name and labels, in whatever order the labels are given. */
  get key(): string {
    this.#key ??= JSON.stringify([
      this.name,
      Object.entries(this.labels).sort(([a], [b]) => (a < b ? -1 : 1)),
    ]);
    return this.#key;
  }

  set(value: number): void {
    this.#current().set(value);
  }

  add(amount = 1): void {
    this.#current().add(amount);
  }

  observe(value: number): void {
    this.#current().observe(value);
  }

  #current(): MetricSeries {
    const scope = this.#collector.scope();
    if (scope !== this.#scope) {
      this.#scope = scope;
      this.#series = scope.seriesOf(this);
    }
    return this.#series;
  }
}
