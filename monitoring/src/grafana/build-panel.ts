import {
  BigValueTextMode,
  type DataSourceRef,
  GraphDrawStyle,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  StackingConfigBuilder,
  StackingMode,
  VizLegendOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import {
  DashboardLinkBuilder,
  DashboardLinkType,
  MappingType,
  type Panel,
  ThresholdsConfigBuilder,
  ThresholdsMode,
} from '@grafana/grafana-foundation-sdk/dashboard';
import {
  CellValuesBuilder,
  PanelBuilder as Heatmap,
  YAxisConfigBuilder,
} from '@grafana/grafana-foundation-sdk/heatmap';
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as Stat } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as StateTimeline } from '@grafana/grafana-foundation-sdk/statetimeline';
import { PanelBuilder as Text, TextMode } from '@grafana/grafana-foundation-sdk/text';
import { PanelBuilder as TimeSeries } from '@grafana/grafana-foundation-sdk/timeseries';
import { buildTable } from './build-table.js';
import type { PanelQuery, PanelSpecification } from './panel.js';

/** Returns Grafana's model of a panel, without its place and number. */
export function buildPanel(specification: PanelSpecification, datasource: DataSourceRef): Panel {
  const { title, description, queries, kind, unit, words, link, step, points, none } = specification;
  const builder = newPanel(specification).title(title).description(description).datasource(datasource);
  for (const [i, query] of queries.entries()) {
    builder.withTarget(targetOf(query, String.fromCharCode(65 + i), datasource));
  }
  if (step !== undefined) builder.interval(step);
  if (points !== undefined) builder.maxDataPoints(points);
  if (none !== undefined) builder.noValue(none);
  if (kind !== 'heatmap' && kind !== 'text') builder.unit(unit);
  if (specification.decimals !== undefined) builder.decimals(specification.decimals);
  if (specification.min !== undefined) builder.min(specification.min);
  if (specification.max !== undefined) builder.max(specification.max);
  const steps = specification.thresholds ?? [{ from: null, color: 'text' as const }];
  builder.thresholds(
    new ThresholdsConfigBuilder()
      .mode(ThresholdsMode.Absolute)
      .steps(steps.map(({ from, color }) => ({ value: from, color }))),
  );
  if (words !== undefined) {
    const options = Object.fromEntries(
      Object.entries(words).map(([value, word], index) => [value, { ...word, index }]),
    );
    builder.mappings([{ type: MappingType.ValueToText, options }]);
  }
  if (link !== undefined) {
    const links = [new DashboardLinkBuilder(link.title).type(DashboardLinkType.Link).url(link.url)];
    const [first] = Object.values(specification.columns ?? {});
    if (first === undefined) builder.dataLinks(links);
    else builder.overrideByName(first, [{ id: 'links', value: links.map((one) => one.build()) }]);
  }
  return builder.build();
}

function newPanel(specification: PanelSpecification) {
  switch (specification.kind) {
    case 'stat':
      return stat(specification);
    case 'timeseries':
      return timeSeries(specification);
    case 'table':
      return buildTable(specification);
    case 'heatmap':
      // The panel's unit is that of the counts; the buckets' bounds have their own.
      return new Heatmap()
        .calculate(false)
        .yAxis(new YAxisConfigBuilder().unit(specification.unit))
        .cellValues(new CellValuesBuilder().unit(isOfBuckets(specification) ? 'short' : specification.unit));
    case 'state-timeline':
      return new StateTimeline().legend(legend([]));
    case 'text':
      return new Text().mode(TextMode.Markdown).content(specification.markdown ?? '');
  }
}

/** Rows are a histogram's buckets; else each series is a row. */
function isOfBuckets({ queries }: PanelSpecification): boolean {
  return queries.some(({ format }) => format === 'heatmap');
}

/** The SDK's own default is a chart without a legend. */
function legend(calculations: string[]): VizLegendOptionsBuilder {
  return new VizLegendOptionsBuilder()
    .showLegend(true)
    .displayMode(calculations.length > 0 ? LegendDisplayMode.Table : LegendDisplayMode.List)
    .placement(LegendPlacement.Bottom)
    .calcs(calculations);
}

function stat({ text }: PanelSpecification): Stat {
  const panel = new Stat();
  if (text === undefined) return panel;
  if (text === 'legend') return panel.textMode(BigValueTextMode.Name);
  // Beside several values, Grafana writes the other labels, and "Value" if that column is there.
  panel.withTransformation({ id: 'organize', options: { excludeByName: { Time: true, Value: true } } });
  return panel.reduceOptions(
    new ReduceDataOptionsBuilder().values(true).calcs([]).fields(`/^${text.label}$/`),
  );
}

/** The exporter shows its last values until new ones come: a gap is a time without data, and is left open. */
function timeSeries({ dashed, colors = {}, bands = {}, bars }: PanelSpecification): TimeSeries {
  const panel = new TimeSeries()
    .spanNulls(false)
    .lineWidth(2)
    .fillOpacity(0)
    .legend(legend(bars ? ['sum', 'max'] : ['lastNotNull', 'max']));
  if (bars) {
    panel
      .drawStyle(GraphDrawStyle.Bars)
      .lineWidth(0)
      .min(0)
      .fillOpacity(80)
      .stacking(new StackingConfigBuilder().mode(StackingMode.Normal).group('A'));
  }
  if (dashed !== undefined) {
    panel.overrideByRegexp(dashed, [
      { id: 'custom.lineStyle', value: { fill: 'dash', dash: [4, 6] } },
      { id: 'custom.lineWidth', value: 1 },
    ]);
  }
  for (const [pattern, fixedColor] of Object.entries(colors)) {
    panel.overrideByRegexp(pattern, [{ id: 'color', value: { mode: 'fixed', fixedColor } }]);
  }
  for (const [upper, lower] of Object.entries(bands)) {
    const ofBand = [
      { id: 'custom.lineWidth', value: 0 },
      { id: 'custom.hideFrom', value: { legend: true, tooltip: false, viz: false } },
    ];
    panel.overrideByName(lower, ofBand);
    panel.overrideByName(upper, [
      ...ofBand,
      { id: 'custom.fillBelowTo', value: lower },
      { id: 'custom.fillOpacity', value: 20 },
    ]);
  }
  return panel;
}

function targetOf(query: PanelQuery, refId: string, datasource: DataSourceRef): DataqueryBuilder {
  const builder = new DataqueryBuilder()
    .refId(refId)
    .datasource(datasource)
    .expr(query.expr)
    .legendFormat(query.legend);
  if (query.format === 'table') builder.format(PromQueryFormat.Table);
  if (query.format === 'heatmap') builder.format(PromQueryFormat.Heatmap);
  if (query.instant) return builder.instant();
  return builder.range().exemplar(query.format !== 'table');
}
