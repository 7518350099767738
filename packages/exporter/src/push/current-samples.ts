import { shownValues } from '../exposition/shown-values.js';
import type { View } from '../exposition/views.js';

/** One value of one series, as Prometheus stores it. */
export interface Sample {
  readonly name: string;
  /** Without the name. */
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Returns every current value of the views: what a scrape says, without its text. */
export function* currentSamples(views: readonly View[]): Generator<Sample> {
  for (const view of views) {
    for (const series of view.family.series.values()) {
      for (const { metricName, labels, sharedLabels, value } of shownValues(view, series)) {
        yield { name: metricName ?? view.name, labels: { ...sharedLabels, ...labels }, value };
      }
    }
  }
}
