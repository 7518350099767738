import { type MetricValues, PerfError } from '@perf-suite/schema';
import type { MetricDefinition } from '../catalogue/metric-definition.js';
import type { MetricStore } from '../store/metric-store.js';
import type { CustomValue } from './custom-values.js';
import type { DeclaredMetric, DeclaredMetrics } from './declared-metrics.js';
import { type Misfit, misfitOf, placeOf } from './misfit.js';

/** The run and benchmark whose code set metrics. */
export interface MetricOrigin {
  readonly benchmark: string;
  readonly environment: string;
  readonly branch: string;
  readonly startedAtMs: number;
}

/** Puts values of declared metrics into a store, whether files bring them or benchmarks set them. */
export class CustomRecorder {
  readonly #store: MetricStore;
  readonly #declared: DeclaredMetrics;
  readonly #onMisfit: (misfit: Misfit) => void;
  readonly #reported = new Set<string>();
  /** Start of the run that set each gauge. */
  readonly #setByRunMs = new Map<string, number>();
  /** How many times a benchmark's values did not fit their declaration, and were left out. */
  refusedCount = 0;

  /** @param onMisfit called once for each metric, of the first benchmark that it is seen in */
  constructor(
    store: MetricStore,
    declared: DeclaredMetrics,
    onMisfit: (misfit: Misfit) => void = () => undefined,
  ) {
    this.#store = store;
    this.#declared = declared;
    this.#onMisfit = onMisfit;
  }

  /** Takes in what a benchmark's code said; what does not fit its declaration is reported and left out. */
  recordRun(origin: MetricOrigin, metrics: readonly MetricValues[]): void {
    const { benchmark, environment, branch } = origin;
    for (const metric of metrics) {
      const misfit = misfitOf({ benchmark, ...metric }, this.#declared);
      const definition = this.#declared.byName.get(metric.name)?.definition;
      if (misfit !== null || definition === undefined) {
        if (misfit !== null) this.#refuse(misfit);
        continue;
      }
      const labels = { ...metric.labels, benchmark_name: benchmark, environment, branch };
      if (definition.type === 'gauge' && !this.#isNewest(definition, labels, origin.startedAtMs)) continue;
      for (const value of metric.values) this.#record(definition, labels, value);
    }
  }

  /** @throws {PerfError} `bad-file` when a metric is not declared or labels differ; then nothing was recorded */
  recordAll(values: readonly CustomValue[], source: string): void {
    const known = values.map((value, i) => this.#definitionOf(value, `${source}: at /values/${i}`));
    for (const [i, { labels, value }] of values.entries()) {
      this.#record(known[i] as MetricDefinition, labels, value);
    }
  }

  #refuse(misfit: Misfit): void {
    this.refusedCount += 1;
    const subject = `${misfit.kind} ${misfit.metric}`;
    if (this.#reported.has(subject)) return;
    this.#reported.add(subject);
    this.#onMisfit(misfit);
  }

  /** Files can come in any order, and a gauge shows what the newest run set. */
  #isNewest(definition: MetricDefinition, labels: Readonly<Record<string, string>>, runMs: number): boolean {
    const key = JSON.stringify([definition.name, ...definition.labels.map((name) => labels[name])]);
    if (runMs < (this.#setByRunMs.get(key) ?? 0)) return false;
    this.#setByRunMs.set(key, runMs);
    return true;
  }

  #definitionOf({ name, labels, value }: CustomValue, where: string): MetricDefinition {
    const known: DeclaredMetric | undefined = this.#declared.byName.get(name);
    if (known === undefined) {
      throw new PerfError(
        'bad-file',
        `${where}/name expected a declared metric, found ${JSON.stringify(name)}`,
        {
          hint: 'Declare it in the file given with --metrics-file.',
        },
      );
    }
    const { definition } = known;
    const asDeclared = `as ${placeOf(this.#declared, known)} says`;
    const given = Object.keys(labels).sort().join(', ');
    const wanted = [...definition.labels].sort().join(', ');
    if (given !== wanted) {
      throw new PerfError(
        'bad-file',
        `${where}/labels expected ${wanted || 'none'}, ${asDeclared}, found ${given || 'none'}`,
      );
    }
    if (definition.type === 'counter' && !(value >= 0)) {
      throw new PerfError('bad-file', `${where}/value expected 0 or more for a counter, found ${value}`);
    }
    return definition;
  }

  #record(definition: MetricDefinition, labels: Readonly<Record<string, string>>, value: number): void {
    switch (definition.type) {
      case 'gauge':
        this.#store.set(definition, labels, value);
        break;
      case 'counter':
        this.#store.add(definition, labels, value);
        break;
      case 'histogram':
        this.#store.observe(definition, labels, [value]);
        break;
      case 'summary':
        this.#store.summarize(definition, labels, value);
        break;
    }
  }
}
