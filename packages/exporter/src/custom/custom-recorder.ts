import { PerfError } from '@perf-suite/schema';
import type { MetricDefinition } from '../catalogue/metric-definition.js';
import type { MetricStore } from '../store/metric-store.js';
import type { CustomValue } from './custom-values.js';

/** Puts values of declared metrics into a store. */
export class CustomRecorder {
  readonly #store: MetricStore;
  readonly #definitions: ReadonlyMap<string, MetricDefinition>;

  constructor(store: MetricStore, definitions: readonly MetricDefinition[]) {
    this.#store = store;
    this.#definitions = new Map(definitions.map((definition) => [definition.name, definition]));
  }

  /** @throws {PerfError} `bad-file` when a metric is not declared or labels differ; then nothing was recorded */
  recordAll(values: readonly CustomValue[], source: string): void {
    const known = values.map((value, i) => this.#definitionOf(value, `${source}: at /values/${i}`));
    for (const [i, value] of values.entries()) this.#record(known[i] as MetricDefinition, value);
  }

  #definitionOf({ name, labels, value }: CustomValue, where: string): MetricDefinition {
    const definition = this.#definitions.get(name);
    if (definition === undefined) {
      throw new PerfError(
        'bad-file',
        `${where}/name expected a declared metric, found ${JSON.stringify(name)}`,
        {
          hint: 'Declare it in the file given with --custom.',
        },
      );
    }
    const given = Object.keys(labels).sort().join(', ');
    const wanted = [...definition.labels].sort().join(', ');
    if (given !== wanted) {
      throw new PerfError(
        'bad-file',
        `${where}/labels expected ${wanted || 'none'}, found ${given || 'none'}`,
      );
    }
    if (definition.type === 'counter' && !(value >= 0)) {
      throw new PerfError('bad-file', `${where}/value expected 0 or more for a counter, found ${value}`);
    }
    return definition;
  }

  #record(definition: MetricDefinition, { labels, value }: CustomValue): void {
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
