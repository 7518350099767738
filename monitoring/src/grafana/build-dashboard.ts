import {
  AnnotationQueryBuilder,
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  type Panel,
  RowBuilder,
  type RowPanel,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { FINISHED } from './benchmark-series.js';
import { buildPanel } from './build-panel.js';
import type { DashboardSpecification } from './panel.js';
import { DATASOURCE, variablesOf } from './variables.js';

const GRID_WIDTH = 24;

/** Returns Grafana's JSON model of a dashboard. */
export function buildDashboard(specification: DashboardSpecification): Dashboard {
  const builder = new DashboardBuilder(specification.title)
    .uid(specification.uid)
    .description(specification.description)
    .tags(['perf-suite'])
    .readonly()
    .tooltip(DashboardCursorSync.Crosshair)
    .time({ from: specification.from, to: 'now' })
    .refresh(refreshOf(specification.from))
    .timezone('browser');
  for (const variable of variablesOf(specification)) builder.withVariable(variable);
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

/** Asking about a month costs more than about minutes, in which more happens. */
export function refreshOf(from: string): '5s' | '30s' | '1m' | '5m' {
  const [, count, unit] = /^now-(\d+)([mhd])$/.exec(from) ?? [];
  const hours = Number(count) * { m: 1 / 60, h: 1, d: 24 }[unit as 'm' | 'h' | 'd'];
  if (hours <= 1) return '5s';
  if (hours <= 24) return '30s';
  return hours <= 7 * 24 ? '1m' : '5m';
}

/** Matchers of those of the labels that the dashboard has variables for. */
function chosen({ variables, one = [] }: DashboardSpecification, labels: readonly string[]): string {
  return variables
    .filter((name) => labels.includes(name))
    .map((name) => `${name}${one.includes(name) ? '=' : '=~'}"$${name}"`)
    .join(',');
}

/** Marks where a run of another commit came in, where a regression opened, and where the history changed. */
function annotations(specification: DashboardSpecification): AnnotationQueryBuilder[] {
  if (!specification.variables.includes('environment')) return [];
  const runs = `benchmark_run_info{${chosen(specification, ['environment', 'branch'])},${FINISHED}}`;
  const regressions = `performance_regression_open{${chosen(specification, ['environment', 'branch', 'benchmark_name'])}}`;
  const changes = `performance_change_timestamp_seconds{${chosen(specification, ['environment', 'branch', 'benchmark_name'])}}`;
  const commits = (offset: string) => `max by (commit_hash, environment, branch, run) (${runs}${offset})`;
  const open = (offset: string) =>
    `max by (benchmark_name, environment, branch, severity) (${regressions}${offset}) > 0`;
  return [
    new AnnotationQueryBuilder()
      .name('Commits')
      .datasource(DATASOURCE)
      // Where commits are many, their lines would hide the chart: one click shows them.
      .enable(false)
      .iconColor('blue')
      .expr(`${commits('')} unless ${commits(' offset $__interval')}`)
      .titleFormat('Commit {{commit_hash}}')
      .textFormat('{{environment}}, branch {{branch}}, run {{run}}'),
    new AnnotationQueryBuilder()
      .name('Regressions')
      .datasource(DATASOURCE)
      .enable(true)
      .iconColor('red')
      .expr(`${open('')} unless ${open(' offset $__interval')}`)
      .titleFormat('{{severity}} regression')
      .textFormat('{{benchmark_name}} on {{environment}}'),
    ...(specification.variables.includes('benchmark_name') ? [changePoints(changes)] : []),
  ];
}

/** They happened before anybody analysed the runs: the value says when. */
function changePoints(changes: string): AnnotationQueryBuilder {
  return new AnnotationQueryBuilder()
    .name('Change points')
    .datasource(DATASOURCE)
    .enable(true)
    .iconColor('orange')
    .expr(
      `1000 * max by (benchmark_name, environment, percentile, kind, state, change, commit_hash) (${changes})`,
    )
    .useValueForTime(true)
    .titleFormat('Change point: {{kind}} at {{percentile}}')
    .textFormat('{{benchmark_name}} on {{environment}}, commit {{commit_hash}}, {{state}}, {{change}}');
}

/** Row by row from the left; each line of panels is as high as its highest one. */
function laidOut({ panels }: DashboardSpecification): (Panel | RowPanel)[] {
  let x = 0;
  let y = 0;
  let lineHeight = 0;
  let id = 0;
  const startLine = () => {
    x = 0;
    y += lineHeight;
    lineHeight = 0;
  };
  return panels.flatMap((panel) => {
    const placed: (Panel | RowPanel)[] = [];
    if (panel.row !== undefined) {
      startLine();
      const row = new RowBuilder(panel.row).gridPos({ h: 1, w: GRID_WIDTH, x: 0, y }).id(++id).build();
      placed.push(row);
      y += 1;
    }
    if (x + panel.width > GRID_WIDTH) startLine();
    const gridPos = { h: panel.height, w: panel.width, x, y };
    x += panel.width;
    lineHeight = Math.max(lineHeight, panel.height);
    return [...placed, { ...buildPanel(panel, DATASOURCE), id: ++id, gridPos }];
  });
}
