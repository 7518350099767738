import type { MetricValues } from '@perf-suite/schema';

/** Joins what the rounds of one benchmark said about metrics: one entry for each metric, labels and operation. */
export class MetricsOverRounds {
  readonly #values = new Map<string, Omit<MetricValues, 'values'> & { readonly values: number[] }>();

  add(ofRound: readonly MetricValues[]): void {
    for (const { name, labels, operation, values } of ofRound) {
      const sorted = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
      const key = JSON.stringify([name, sorted, operation]);
      const known = this.#values.get(key);
      if (known === undefined) this.#values.set(key, { name, labels, operation, values: [...values] });
      else known.values.push(...values);
    }
  }

  values(): MetricValues[] {
    return [...this.#values.values()];
  }
}
