import type { HistogramDefinition } from '../catalogue/metric-definition.js';
import type { ShownMetric, ShownValue } from '../exposition/shown-metric.js';

/** The trace in which a value was measured. */
export interface Exemplar {
  readonly trace_id: string;
  readonly span_id: string;
}

type LabelObject = Readonly<Record<string, string>>;

interface ShownExemplar {
  readonly labelSet: Exemplar;
  readonly value: number;
  /** Seconds since 1970. */
  readonly timestamp: number;
}

interface Series {
  /** How many values are in each bucket, not counting those below; the last one is above all bounds. */
  readonly counts: Float64Array;
  readonly exemplars: (ShownExemplar | undefined)[];
  sum: number;
}

/**
 * A histogram as prom-client's registry takes it. prom-client's own finds each value's bucket by its bound as text,
 * which takes longer than all the rest of measuring a request.
 */
export class HistogramValues {
  readonly name: string;
  readonly help: string;
  readonly type = 'histogram';
  readonly aggregator = 'sum';
  readonly #bounds: readonly number[];
  /** By the label object: `LabelSets` makes one for each label set. */
  readonly #series = new Map<LabelObject, Series>();

  constructor({ name, help, bounds }: HistogramDefinition) {
    this.name = name;
    this.help = help;
    this.#bounds = bounds;
  }

  observe(labels: LabelObject, value: number, exemplar: Exemplar | null): void {
    const series = this.#series.get(labels) ?? this.#add(labels);
    const bounds = this.#bounds;
    let bucket = 0;
    while (bucket < bounds.length && value > (bounds[bucket] as number)) bucket++;
    series.counts[bucket] = (series.counts[bucket] as number) + 1;
    series.sum += value;
    if (exemplar !== null) {
      series.exemplars[bucket] = { labelSet: exemplar, value, timestamp: Date.now() / 1_000 };
    }
  }

  /** What prom-client's registry asks for. */
  async get(): Promise<ShownMetric & { readonly aggregator: string }> {
    const { name, help, type, aggregator } = this;
    const values = [...this.#series].flatMap(([labels, series]) => this.#shown(labels, series));
    return { name, help, type, aggregator, values };
  }

  reset(): void {
    this.#series.clear();
  }

  #add(labels: LabelObject): Series {
    const bucketCount = this.#bounds.length + 1;
    const series = { counts: new Float64Array(bucketCount), exemplars: [], sum: 0 };
    this.#series.set(labels, series);
    return series;
  }

  #shown(sharedLabels: LabelObject, { counts, exemplars, sum }: Series): ShownValue[] {
    const values: ShownValue[] = [];
    let count = 0;
    counts.forEach((inBucket, i) => {
      count += inBucket;
      values.push({
        metricName: `${this.name}_bucket`,
        labels: { le: this.#bounds[i] ?? '+Inf' },
        sharedLabels,
        value: count,
        exemplar: exemplars[i],
      });
    });
    const rest = [
      ['sum', sum],
      ['count', count],
    ] as const;
    for (const [suffix, value] of rest) {
      values.push({ metricName: `${this.name}_${suffix}`, labels: {}, sharedLabels, value });
    }
    return values;
  }
}
