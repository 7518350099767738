import { PanelBuilder as BarGauge } from '@grafana/grafana-foundation-sdk/bargauge';
import {
  BarGaugeDisplayMode,
  BigValueTextMode,
  type DataSourceRef,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  TableSortByFieldStateBuilder,
  VizLegendOptionsBuilder,
  VizOrientation,
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
import { PanelBuilder as Table } from '@grafana/grafana-foundation-sdk/table';
import { PanelBuilder as TimeSeries } from '@grafana/grafana-foundation-sdk/timeseries';
import type { PanelQuery, PanelSpecification } from './panel.js';

/** Returns Grafana's model of a panel, without its place and number. */
export function buildPanel(specification: PanelSpecification, datasource: DataSourceRef): Panel {
  const { title, description, unit, queries, decimals, thresholds, words, link } = specification;
  const builder = newPanel(specification).title(title).description(description).datasource(datasource);
  for (const [i, query] of queries.entries()) {
    builder.withTarget(targetOf(query, String.fromCharCode(65 + i), datasource));
  }
  if (specification.kind !== 'heatmap') builder.unit(unit);
  if (decimals !== undefined) builder.decimals(decimals);
  const steps = thresholds ?? [{ from: null, color: 'text' as const }];
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
      return table(specification);
    case 'heatmap':
      // The panel's unit is that of the counts; the buckets' bounds have their own.
      return new Heatmap()
        .calculate(false)
        .yAxis(new YAxisConfigBuilder().unit(specification.unit))
        .cellValues(new CellValuesBuilder().unit('short'));
    case 'state-timeline':
      return new StateTimeline().legend(legend());
    case 'bargauge':
      // Names are long, and bars that do not start at 0 lie.
      return new BarGauge()
        .orientation(VizOrientation.Horizontal)
        .displayMode(BarGaugeDisplayMode.Basic)
        .min(0);
  }
}

/** The SDK's own default is a chart without a legend. */
function legend(): VizLegendOptionsBuilder {
  return new VizLegendOptionsBuilder()
    .showLegend(true)
    .displayMode(LegendDisplayMode.List)
    .placement(LegendPlacement.Bottom)
    .calcs([]);
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

/** Runs are hours apart: points are joined, as nothing was different in between. */
function timeSeries({ dashed, colors = {} }: PanelSpecification): TimeSeries {
  const panel = new TimeSeries().spanNulls(true).lineWidth(2).fillOpacity(0).legend(legend());
  if (dashed !== undefined) {
    panel.overrideByRegexp(dashed, [
      { id: 'custom.lineStyle', value: { fill: 'dash', dash: [4, 6] } },
      { id: 'custom.lineWidth', value: 1 },
    ]);
  }
  for (const [pattern, fixedColor] of Object.entries(colors)) {
    panel.overrideByRegexp(pattern, [{ id: 'color', value: { mode: 'fixed', fixedColor } }]);
  }
  return panel;
}

function table({ queries, columns = {}, colored, matrix }: PanelSpecification): Table {
  const panel = new Table();
  if (matrix !== undefined) {
    const { rows: rowField, columns: columnField, heading } = matrix;
    panel.withTransformation({
      id: 'groupingToMatrix',
      options: { rowField, columnField, valueField: 'Value', emptyValue: 'null' },
    });
    panel.overrideByName(`${rowField}\\${columnField}`, [{ id: 'displayName', value: heading }]);
  } else {
    const names = Object.keys(columns);
    if (queries.length > 1) panel.withTransformation({ id: 'merge', options: {} });
    panel.withTransformation({
      id: 'organize',
      options: {
        excludeByName: { Time: true, ...(names.includes('Value') ? {} : { Value: true }) },
        indexByName: Object.fromEntries(names.map((name, i) => [name, i])),
        renameByName: columns,
      },
    });
  }
  if (colored !== undefined) {
    panel.sortBy([new TableSortByFieldStateBuilder().displayName(colored)]);
    panel.overrideByName(colored, [{ id: 'custom.cellOptions', value: { type: 'color-text' } }]);
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
