import type {
  CompatibilityMetric,
  HistogramDefinition,
  MetricDefinition,
} from '../catalogue/metric-definition.js';
import type {
  Exemplar,
  Family,
  HistogramSeries,
  NumberSeries,
  SummarySeries,
} from '../store/metric-store.js';
import { escapeLabelValue, formatBound, formatValue } from './number-format.js';

export type ExpositionFormat = 'text' | 'openmetrics';

/** How a stored family is shown: under its own name, or scaled under a compatibility name. */
export interface View {
  readonly family: Family;
  readonly name: string;
  readonly help: string;
  readonly unit: string | null;
  readonly scale: number;
  /** Histograms: index of each shown bound, and the text it is shown as. */
  readonly bounds: readonly { readonly index: number; readonly text: string }[];
}

/** Returns the view of a family under its own name. */
export function ownView(family: Family): View {
  const { definition } = family;
  const bounds =
    definition.type === 'histogram'
      ? definition.bounds.map((bound, index) => ({
          index,
          text: formatBound(bound / definition.observedPerUnit),
        }))
      : [];
  return { family, name: definition.name, help: definition.help, unit: definition.unit, scale: 1, bounds };
}

/** Returns the view of a family under a compatibility name. */
export function compatibilityView(family: Family, metric: CompatibilityMetric): View {
  const { definition } = family;
  const bounds =
    definition.type === 'histogram'
      ? (metric.bounds ?? []).map((bound) => shownBound(definition, bound, metric))
      : [];
  return { family, name: metric.name, help: metric.help, unit: null, scale: metric.unitsPerUnit, bounds };
}

function shownBound(definition: HistogramDefinition, bound: number, metric: CompatibilityMetric) {
  const observed = (bound / metric.unitsPerUnit) * definition.observedPerUnit;
  const index = definition.bounds.findIndex((known) => Math.abs(known - observed) <= known * 1e-9);
  if (index === -1) throw new RangeError(`${metric.name}: ${bound} is not a bound of ${definition.name}`);
  // As prom-client wrote it: queries that name a bucket keep matching.
  return { index, text: String(bound) };
}

/** Returns a family's first lines: HELP, TYPE and, in OpenMetrics, UNIT. */
export function headerLines(view: View, format: ExpositionFormat): string {
  const { type } = view.family.definition;
  const name = format === 'openmetrics' && type === 'counter' ? withoutTotal(view.name) : view.name;
  const help = view.help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
  const unit =
    format === 'openmetrics' && view.unit !== null && name.endsWith(`_${view.unit}`)
      ? `# UNIT ${name} ${view.unit}\n`
      : '';
  return `# HELP ${name} ${format === 'openmetrics' ? help.replaceAll('"', '\\"') : help}\n# TYPE ${name} ${type}\n${unit}`;
}

function withoutTotal(name: string): string {
  return name.replace(/_total$/, '');
}

/** Returns the lines of one series. `suffix` follows each value: a timestamp, or nothing. */
export function seriesLines(
  view: View,
  series: NumberSeries | HistogramSeries | SummarySeries,
  format: ExpositionFormat,
  suffix = '',
): string {
  const labels = labelPairs(view.family.definition, series.labelValues);
  if ('buckets' in series) return histogramLines(view, series, labels, suffix);
  if ('window' in series) return summaryLines(view, series, labels, suffix);
  const exemplar = format === 'openmetrics' && series.exemplar ? exemplarText(series.exemplar) : '';
  const set = labels === '' ? '' : `{${labels}}`;
  return `${view.name}${set} ${formatValue(scaled(series.value, view.scale))}${suffix}${exemplar}\n`;
}

function labelPairs(definition: MetricDefinition, values: readonly string[]): string {
  return definition.labels.map((name, i) => `${name}="${escapeLabelValue(values[i] ?? '')}"`).join(',');
}

function histogramLines(view: View, series: HistogramSeries, labels: string, suffix: string): string {
  const { definition } = view.family as { definition: HistogramDefinition };
  const { counts, sum, count } = series.buckets;
  const before = `${view.name}_bucket{${labels === '' ? '' : `${labels},`}le="`;
  const set = labels === '' ? '' : `{${labels}}`;
  let lines = '';
  let cumulative = 0;
  let next = 0;
  for (const { index, text } of view.bounds) {
    for (; next <= index; next++) cumulative += counts[next] as number;
    lines += `${before}${text}"} ${cumulative}${suffix}\n`;
  }
  const exposedSum = scaled(sum / definition.observedPerUnit, view.scale);
  return `${lines}${before}+Inf"} ${count}${suffix}\n${view.name}_sum${set} ${formatValue(exposedSum)}${suffix}\n${view.name}_count${set} ${count}${suffix}\n`;
}

function summaryLines(view: View, series: SummarySeries, labels: string, suffix: string): string {
  const { definition } = view.family as { definition: { readonly quantiles: readonly number[] } };
  const values = series.window.quantiles(definition.quantiles);
  const before = `${view.name}{${labels === '' ? '' : `${labels},`}quantile="`;
  const set = labels === '' ? '' : `{${labels}}`;
  const lines = definition.quantiles.map(
    (at, i) => `${before}${at}"} ${formatValue(values[i] as number)}${suffix}\n`,
  );
  return `${lines.join('')}${view.name}_sum${set} ${formatValue(series.window.sum)}${suffix}\n${view.name}_count${set} ${series.window.count}${suffix}\n`;
}

function exemplarText(exemplar: Exemplar): string {
  const labels = Object.entries(exemplar.labels).map(
    ([name, value]) => `${name}="${escapeLabelValue(value)}"`,
  );
  return ` # {${labels.join(',')}} ${formatValue(exemplar.value)} ${exemplar.timestampSeconds}`;
}

/** Whole factors divide by their inverse where that is exact: 5e6 bytes are 5 MB, not 4.999999. */
function scaled(value: number, unitsPerUnit: number): number {
  return unitsPerUnit < 1 ? value / Math.round(1 / unitsPerUnit) : value * unitsPerUnit;
}
