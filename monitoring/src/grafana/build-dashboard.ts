import {
  AnnotationQueryBuilder,
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  DatasourceVariableBuilder,
  type Panel,
  QueryVariableBuilder,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { buildPanel } from './build-panel.js';
import { grafanaVariable } from './grafana-variable.js';
import type { DashboardSpecification } from './panel.js';

export const DATASOURCE = { type: 'prometheus', uid: grafanaVariable('datasource') };
const GRID_WIDTH = 24;

const VARIABLES = {
  environment: {
    label: 'Environment',
    query: 'label_values(benchmark_last_run_timestamp_seconds, environment)',
  },
  benchmark_name: {
    label: 'Benchmark',
    query: 'label_values(benchmark_last_run_timestamp_seconds{environment=~"$environment"}, benchmark_name)',
  },
} as const;

/** Returns Grafana's JSON model of a dashboard. */
export function buildDashboard(specification: DashboardSpecification): Dashboard {
  const builder = new DashboardBuilder(specification.title)
    .uid(specification.uid)
    .description(specification.description)
    .tags(['perf-suite'])
    .readonly()
    .tooltip(DashboardCursorSync.Crosshair)
    .time({ from: specification.from, to: 'now' })
    .refresh('5s')
    .timezone('browser')
    .withVariable(new DatasourceVariableBuilder('datasource').label('Data source').type('prometheus'));
  for (const name of specification.variables) {
    const { label, query } = VARIABLES[name];
    builder.withVariable(
      new QueryVariableBuilder(name)
        .label(label)
        .datasource(DATASOURCE)
        .query({ query, refId: name })
        .refresh(VariableRefresh.OnTimeRangeChanged)
        .sort(VariableSort.AlphabeticalAsc)
        .multi(true)
        .includeAll(true)
        .allValue('.*')
        .current({ selected: true, text: ['All'], value: ['$__all'] }),
    );
  }
  for (const annotation of annotations(specification)) builder.annotation(annotation);
  builder.link(
    new DashboardLinkBuilder('perf-suite')
      .type(DashboardLinkType.Dashboards)
      .tags(['perf-suite'])
      .asDropdown(true)
      .includeVars(true)
      .keepTime(true),
  );
  return { ...builder.build(), panels: laidOut(specification) };
}

const COMMITS =
  'max by (commit_hash, environment, branch, run) (benchmark_run_info{environment=~"$environment"}';

/** With the dashboard's own choice of benchmarks, where it has one. */
function openRegressions({ variables }: DashboardSpecification, offset: string): string {
  const chosen = variables.map((name) => `${name}=~"$${name}"`).join(',');
  return `max by (benchmark_name, environment, branch, severity) (performance_regression_open{${chosen}}${offset}) > 0`;
}

/** Marks where a run of another commit came in, and where a regression opened. */
function annotations(specification: DashboardSpecification): AnnotationQueryBuilder[] {
  if (!specification.variables.includes('environment')) return [];
  return [
    new AnnotationQueryBuilder()
      .name('Commits')
      .datasource(DATASOURCE)
      // Where commits are many, their lines would hide the chart: one click shows them.
      .enable(false)
      .iconColor('blue')
      .expr(`${COMMITS}) unless ${COMMITS} offset $__interval)`)
      .titleFormat('Commit {{commit_hash}}')
      .textFormat('{{environment}}, branch {{branch}}, run {{run}}'),
    new AnnotationQueryBuilder()
      .name('Regressions')
      .datasource(DATASOURCE)
      .enable(true)
      .iconColor('red')
      .expr(
        `${openRegressions(specification, '')} unless ${openRegressions(specification, ' offset $__interval')}`,
      )
      .titleFormat('{{severity}} regression')
      .textFormat('{{benchmark_name}} on {{environment}}'),
  ];
}

/** Row by row from the left; each row is as high as its highest panel. */
function laidOut({ panels }: DashboardSpecification): Panel[] {
  let x = 0;
  let y = 0;
  let rowHeight = 0;
  return panels.map((panel, i) => {
    if (x + panel.width > GRID_WIDTH) {
      x = 0;
      y += rowHeight;
      rowHeight = 0;
    }
    const gridPos = { h: panel.height, w: panel.width, x, y };
    x += panel.width;
    rowHeight = Math.max(rowHeight, panel.height);
    return { ...buildPanel(panel, DATASOURCE), id: i + 1, gridPos };
  });
}
