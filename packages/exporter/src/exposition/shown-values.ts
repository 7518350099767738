import type { MetricDefinition } from '../catalogue/metric-definition.js';
import type { HistogramSeries, NumberSeries, SummarySeries } from '../store/metric-store.js';
import type { View } from './views.js';

export type Series = NumberSeries | HistogramSeries | SummarySeries;

type Labels = Readonly<Record<string, string>>;

/** One sample in the shape that prom-client's metrics hand to their registry. */
export interface ShownValue {
  /** Absent where it is the metric's own name. */
  readonly metricName?: string;
  /** Of this sample alone: `le`, `quantile`. */
  readonly labels: Labels;
  /** Of the whole series: prom-client formats each such object once, ever. */
  readonly sharedLabels: Labels;
  readonly value: number;
  readonly exemplar?: { readonly labelSet: Labels; readonly value: number; readonly timestamp: number };
}

/** How many samples (lines) each series of a view is shown as. */
export function samplesPerSeries({ family: { definition }, bounds }: View): number {
  if (definition.type === 'histogram') return bounds.length + 3;
  return definition.type === 'summary' ? definition.quantiles.length + 2 : 1;
}

/** Returns the samples that one series is shown as. */
export function shownValues(view: View, series: Series): ShownValue[] {
  const { definition } = view.family;
  const sharedLabels = labelsOf(definition, series.labelValues);
  if ('buckets' in series) return histogramValues(view, series, sharedLabels);
  if ('window' in series) return summaryValues(view, series, sharedLabels);
  const { value, exemplar } = series;
  const shown = { labels: NO_LABELS, sharedLabels, value: scaled(value, view.scale) };
  if (exemplar === null) return [shown];
  const { labels: labelSet, timestampSeconds: timestamp } = exemplar;
  return [{ ...shown, exemplar: { labelSet, value: exemplar.value, timestamp } }];
}

const NO_LABELS: Labels = {};
const knownLabels = new WeakMap<readonly string[], Labels>();

/** Returns the same object for the same series each time, so that its text is made once and not at each rendering. */
function labelsOf(definition: MetricDefinition, values: readonly string[]): Labels {
  const known = knownLabels.get(values);
  if (known !== undefined) return known;
  const labels = Object.fromEntries(definition.labels.map((name, i) => [name, values[i] ?? '']));
  knownLabels.set(values, labels);
  return labels;
}

function histogramValues(view: View, series: HistogramSeries, sharedLabels: Labels): ShownValue[] {
  const { definition } = view.family;
  const observedPerUnit = definition.type === 'histogram' ? definition.observedPerUnit : 1;
  const { counts, sum, count } = series.buckets;
  const metricName = `${view.name}_bucket`;
  const values: ShownValue[] = [];
  let cumulative = 0;
  let next = 0;
  for (const { index, text } of view.bounds) {
    for (; next <= index; next++) cumulative += counts[next] as number;
    values.push({ metricName, labels: { le: text }, sharedLabels, value: cumulative });
  }
  values.push(
    { metricName, labels: { le: '+Inf' }, sharedLabels, value: count },
    {
      metricName: `${view.name}_sum`,
      labels: NO_LABELS,
      sharedLabels,
      value: scaled(sum / observedPerUnit, view.scale),
    },
    { metricName: `${view.name}_count`, labels: NO_LABELS, sharedLabels, value: count },
  );
  return values;
}

function summaryValues(view: View, { window }: SummarySeries, sharedLabels: Labels): ShownValue[] {
  const { definition } = view.family;
  const quantiles = definition.type === 'summary' ? definition.quantiles : [];
  const values = window.quantiles(quantiles);
  return [
    ...quantiles.map((quantile, i) => ({
      labels: { quantile: String(quantile) },
      sharedLabels,
      value: values[i] ?? Number.NaN,
    })),
    { metricName: `${view.name}_sum`, labels: NO_LABELS, sharedLabels, value: window.sum },
    { metricName: `${view.name}_count`, labels: NO_LABELS, sharedLabels, value: window.count },
  ];
}

/** Whole factors divide by their inverse where that is exact: 5e6 bytes are 5 MB, not 4.999999. */
function scaled(value: number, unitsPerUnit: number): number {
  return unitsPerUnit < 1 ? value / Math.round(1 / unitsPerUnit) : value * unitsPerUnit;
}
