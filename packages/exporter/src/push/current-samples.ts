import type { View } from '../exposition/exposition-writer.js';
import type { HistogramSeries, NumberSeries, SummarySeries } from '../store/metric-store.js';

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
    for (const series of view.family.series.values()) yield* samplesOfSeries(view, series);
  }
}

function* samplesOfSeries(
  view: View,
  series: NumberSeries | HistogramSeries | SummarySeries,
): Generator<Sample> {
  const { name, scale, family } = view;
  const { definition } = family;
  const labels = Object.fromEntries(
    definition.labels.map((label, i) => [label, series.labelValues[i] ?? '']),
  );
  if ('buckets' in series && definition.type === 'histogram') {
    const { counts, sum, count } = series.buckets;
    let cumulative = 0;
    let next = 0;
    for (const { index, text } of view.bounds) {
      for (; next <= index; next++) cumulative += counts[next] as number;
      yield { name: `${name}_bucket`, labels: { ...labels, le: text }, value: cumulative };
    }
    yield { name: `${name}_bucket`, labels: { ...labels, le: '+Inf' }, value: count };
    yield { name: `${name}_sum`, labels, value: (sum / definition.observedPerUnit) * scale };
    yield { name: `${name}_count`, labels, value: count };
  } else if ('window' in series && definition.type === 'summary') {
    const values = series.window.quantiles(definition.quantiles);
    for (const [i, quantile] of definition.quantiles.entries()) {
      yield { name, labels: { ...labels, quantile: String(quantile) }, value: values[i] ?? Number.NaN };
    }
    yield { name: `${name}_sum`, labels, value: series.window.sum };
    yield { name: `${name}_count`, labels, value: series.window.count };
  } else if ('value' in series) {
    yield { name, labels, value: series.value * scale };
  }
}
