import { COMPATIBILITY_METRICS, METRIC_GROUPS } from '@perf-suite/exporter/catalogue';
import { parser } from '@prometheus-io/lezer-promql';
import { describe, expect, it } from 'vitest';
import { buildDashboard } from '../src/grafana/build-dashboard.js';
import { DASHBOARDS } from '../src/grafana/dashboards.js';
import { ALERT_GROUPS } from '../src/prometheus/alert-groups.js';
import { RECORDING_RULES } from '../src/prometheus/recording-rules.js';
import { GRAFANA_UNITS } from './grafana-units.js';

/** Series that Prometheus, Alertmanager and node_exporter give. */
const FOREIGN = /^(up|scrape_duration_seconds|ALERTS|prometheus_.*|alertmanager_.*|node_.*)$/;

const OURS = new Set([
  ...METRIC_GROUPS.flatMap(({ metrics }) =>
    metrics.flatMap(({ name, type }) =>
      type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
    ),
  ),
  ...COMPATIBILITY_METRICS.map(({ name }) => name),
  ...RECORDING_RULES.map(({ record }) => record),
  'perf_suite:minimum_speedup:threshold',
  'perf_suite:p95_seconds:budget',
]);

function filledIn(expr: string): string {
  return expr.replaceAll('$__interval', '1m').replaceAll(/\$\w+/g, '.*');
}

/** Names of the series an expression reads; throws where it is not PromQL. */
function seriesIn(expr: string): string[] {
  const text = filledIn(expr);
  const names: string[] = [];
  parser.parse(text).iterate({
    enter: (node) => {
      if (node.type.isError) throw new SyntaxError(`${text}: not PromQL at ${node.from}`);
      if (node.name === 'VectorSelector')
        names.push(/^[\w:]+/.exec(text.slice(node.from, node.to))?.[0] ?? '');
    },
  });
  return names;
}

const EXPRESSIONS = [
  ...DASHBOARDS.flatMap(({ uid, panels }) =>
    panels.flatMap(({ title, queries }) => queries.map(({ expr }) => [`${uid}: ${title}`, expr] as const)),
  ),
  ...ALERT_GROUPS.flatMap(({ alerts }) => alerts.map(({ name, expr }) => [name, expr] as const)),
  ...RECORDING_RULES.map(({ record, expr }) => [record, expr] as const),
];

describe('expressions', () => {
  it.each(EXPRESSIONS)('of %s are PromQL over series that exist', (_name, expr) => {
    for (const name of seriesIn(expr))
      expect(OURS.has(name) || FOREIGN.test(name) ? 'known' : name).toBe('known');
  });

  it('with a mistake are found', () => {
    expect(() => seriesIn('sum(rate(x[5m])')).toThrow(/not PromQL/);
    expect(seriesIn('rate(no_such_metric[5m])')).toEqual(['no_such_metric']);
  });
});

describe.each(DASHBOARDS.map((one) => [one.uid, one] as const))('dashboard %s', (uid, specification) => {
  const model = buildDashboard(specification);
  const panels = (model.panels ?? []) as unknown as {
    id: number;
    title: string;
    description: string;
    gridPos: { x: number; y: number; w: number; h: number };
    targets: { refId: string }[];
    datasource: { uid: string };
    type: string;
    options: { legend?: { showLegend: boolean } };
  }[];

  it('has a fixed uid of at most 40 characters, a title, a data source variable and no inputs', () => {
    expect(model.uid).toBe(uid);
    expect(uid.length).toBeLessThanOrEqual(40);
    expect(model.editable).toBe(false);
    expect(model.templating?.list?.[0]).toMatchObject({
      name: 'datasource',
      type: 'datasource',
      query: 'prometheus',
    });
    expect(model).not.toHaveProperty('__inputs');
  });

  it('gives every panel a number, a title, an explanation and lettered queries on the chosen data source', () => {
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    expect(new Set(panels.map(({ title }) => title)).size).toBe(panels.length);
    for (const panel of panels) {
      expect(panel.id).toBeGreaterThan(0);
      expect(panel.description).toMatch(/[.:]$/);
      expect(panel.datasource.uid).toBe('$' + '{datasource}');
      expect(panel.targets.map(({ refId }) => refId)).toEqual([...'ABCDEF'].slice(0, panel.targets.length));
    }
  });

  it('tells lines and states apart by a legend', () => {
    for (const { title, type, options } of panels) {
      if (type !== 'timeseries' && type !== 'state-timeline') continue;
      expect({ title, legend: options.legend?.showLegend }).toEqual({ title, legend: true });
    }
  });

  it('gives every column of a table a heading, and leaves out the rest', () => {
    for (const { title, kind, columns, matrix, queries } of specification.panels) {
      if (kind !== 'table') continue;
      const labels = queries.map(({ expr }) => /max by \(([^)]*)\)/.exec(expr)?.[1]?.split(', ') ?? []);
      const shown = matrix ? [matrix.rows, matrix.columns] : Object.keys(columns ?? {});
      for (const names of labels) {
        expect({ title, names }).toEqual({ title, names: shown.filter((name) => !name.startsWith('Value')) });
      }
    }
  });

  it('lays panels out inside the grid, none over another', () => {
    const cells = new Set<string>();
    for (const { gridPos } of panels) {
      expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          expect(cells.has(`${x},${y}`)).toBe(false);
          cells.add(`${x},${y}`);
        }
      }
    }
  });

  it('uses units that Grafana knows, and those that the series are in', () => {
    for (const { unit, title, queries } of specification.panels) {
      expect(GRAFANA_UNITS).toContain(unit);
      const named = { s: /_seconds(_|$)/, bytes: /_bytes(_|$)/ }[unit];
      if (named === undefined) continue;
      for (const { expr } of queries) {
        // A ratio times seconds is seconds.
        const names = seriesIn(expr).filter((name) => !name.endsWith('_ratio'));
        expect({ title, unit, names }).toEqual({ title, unit, names: [expect.stringMatching(named)] });
      }
    }
  });
});

it('the list of Grafana’s units has no other', () => {
  expect(GRAFANA_UNITS.size).toBe(273);
  expect(GRAFANA_UNITS).not.toContain('seconds');
});

describe('alerts', () => {
  const alerts = ALERT_GROUPS.flatMap((group) => group.alerts);

  it('link to dashboards that exist', () => {
    const uids = DASHBOARDS.map(({ uid }) => uid);
    for (const { dashboard } of alerts) expect(uids).toContain(dashboard);
  });

  it('are told apart by name and severity', () => {
    const keys = alerts.map(({ name, severity }) => `${name} ${severity}`);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('do not end because of a gap in data', () => {
    for (const { name, expr, held } of alerts) {
      if (name === 'Watchdog') continue;
      const outlivesGaps = held !== undefined || /_over_time\(|increase\(|changes\(/.test(expr);
      expect({ name, outlivesGaps }).toEqual({ name, outlivesGaps: true });
    }
  });
});
