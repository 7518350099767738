import { PanelBuilder as BarGauge } from '@grafana/grafana-foundation-sdk/bargauge';
import type { DataSourceRef } from '@grafana/grafana-foundation-sdk/common';
import {
  DashboardLinkBuilder,
  DashboardLinkType,
  MappingType,
  type Panel,
  ThresholdsConfigBuilder,
  ThresholdsMode,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as Heatmap } from '@grafana/grafana-foundation-sdk/heatmap';
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as Stat } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as StateTimeline } from '@grafana/grafana-foundation-sdk/statetimeline';
import { PanelBuilder as Table } from '@grafana/grafana-foundation-sdk/table';
import { PanelBuilder as TimeSeries } from '@grafana/grafana-foundation-sdk/timeseries';
import type { PanelQuery, PanelSpecification } from './panel.js';

/** Returns Grafana's model of a panel, without its place and number. */
export function buildPanel(specification: PanelSpecification, datasource: DataSourceRef): Panel {
  const { title, description, unit, queries, decimals, thresholds, words, link } = specification;
  const builder = newPanel(specification)
    .title(title)
    .description(description)
    .unit(unit)
    .datasource(datasource);
  for (const [i, query] of queries.entries()) {
    builder.withTarget(targetOf(query, String.fromCharCode(65 + i), datasource));
  }
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
    builder.dataLinks([new DashboardLinkBuilder(link.title).type(DashboardLinkType.Link).url(link.url)]);
  }
  return builder.build();
}

function newPanel({ kind }: PanelSpecification) {
  switch (kind) {
    case 'stat':
      return new Stat();
    case 'timeseries':
      // Runs are hours apart: points are joined, as nothing was different in between.
      return new TimeSeries().spanNulls(true).fillOpacity(8);
    case 'table':
      return new Table();
    case 'heatmap':
      return new Heatmap().calculate(false);
    case 'state-timeline':
      return new StateTimeline();
    case 'bargauge':
      return new BarGauge();
  }
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
