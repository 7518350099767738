import { COMPATIBILITY_METRICS, METRIC_GROUPS } from '@perf-suite/exporter/catalogue';
import { SERVICE_METRICS, SYSTEM_METRICS, WEB_VITALS_METRICS } from '@perf-suite/instrument/catalogue';
import { parser } from '@prometheus-io/lezer-promql';
import { describe, expect, it } from 'vitest';
import { buildDashboard, refreshOf } from '../src/grafana/build-dashboard.js';
import { DASHBOARDS as OF_BENCHMARKS } from '../src/grafana/dashboards.js';
import { exportDashboard } from '../src/grafana/export-dashboard.js';
import { SERVICE_DASHBOARDS } from '../src/grafana/services/service-dashboards.js';
import { ALERT_GROUPS as GROUPS_OF_BENCHMARKS } from '../src/prometheus/alert-groups.js';
import { RECORDING_RULES } from '../src/prometheus/recording-rules.js';
import { SERVICE_ALERT_GROUPS } from '../src/prometheus/services/service-alert-groups.js';
import { objectiveRules } from '../src/prometheus/services/service-objectives.js';
import { GRAFANA_UNITS } from './grafana-units.js';

const DASHBOARDS = [...OF_BENCHMARKS, ...SERVICE_DASHBOARDS];
const ALERT_GROUPS = [...GROUPS_OF_BENCHMARKS, ...SERVICE_ALERT_GROUPS];

/** Series that Prometheus, Alertmanager, node_exporter and prom-client give. */
const FOREIGN =
  /^(up|scrape_duration_seconds|ALERTS|ALERTS_FOR_STATE|prometheus_.*|alertmanager_.*|node_.*|process_.*|nodejs_.*)$/;
/** What examples/service counts of its business. */
const OF_EXAMPLE = [
  'works_total',
  'releases_pending',
  'knowledge_total',
  'calendar_sync_total',
  'calendar_events_created',
];
const OBJECTIVES = objectiveRules([
  {
    name: 'releases',
    target: 'releases:3001',
    objectives: { availability: 0.999, fast_seconds: 0.5, fast_share: 0.95 },
  },
]);
const OF_SERVICES = [SERVICE_METRICS, SYSTEM_METRICS, WEB_VITALS_METRICS].flatMap((group) =>
  Object.values(group),
);

const METRICS = METRIC_GROUPS.flatMap(({ metrics }) => metrics);

/** The series of a metric: a histogram and a summary have several. */
function seriesOf({ name, type }: { readonly name: string; readonly type: string }): string[] {
  if (type === 'histogram') return [`${name}_bucket`, `${name}_sum`, `${name}_count`];
  return type === 'summary' ? [name, `${name}_sum`, `${name}_count`] : [name];
}

const OURS = new Set([
  ...METRICS.flatMap(seriesOf),
  ...OF_SERVICES.flatMap(seriesOf),
  ...OF_EXAMPLE,
  ...OBJECTIVES.map(({ record }) => record),
  ...COMPATIBILITY_METRICS.map(({ name }) => name),
  ...RECORDING_RULES.map(({ record }) => record),
  'perf_suite:minimum_speedup:threshold',
  'perf_suite:p95_seconds:budget',
]);

function filledIn(expr: string): string {
  return expr
    .replaceAll('$__interval', '1m')
    .replaceAll('$__range_s', '86400')
    .replaceAll('$__range', '1d')
    .replaceAll(/\$\{\w+\}/g, '1')
    .replaceAll(/\$\w+/g, '.*');
}

interface PlacedPanel {
  readonly id: number;
  readonly title: string;
  readonly description: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly { readonly refId: string }[];
  readonly datasource: { readonly uid: string };
  readonly type: string;
  readonly options: { readonly legend?: { readonly showLegend: boolean; readonly calcs: readonly string[] } };
  readonly fieldConfig: { readonly defaults: { readonly custom?: { readonly spanNulls?: boolean } } };
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
  ...[...RECORDING_RULES, ...OBJECTIVES].map(({ record, expr }) => [record, expr] as const),
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

describe('what is shown', () => {
  const onPanels = new Set(
    DASHBOARDS.flatMap(({ panels }) =>
      panels.flatMap(({ queries }) => queries.map(({ expr }) => expr)),
    ).flatMap(seriesIn),
  );
  const onAlerts = new Set(
    ALERT_GROUPS.flatMap(({ alerts }) => alerts.map(({ expr }) => expr)).flatMap(seriesIn),
  );

  it.each(METRICS.map((metric) => [metric.name, metric] as const))(
    '%s is on a panel, or the catalogue says why it is on none',
    (_name, metric) => {
      const isShown = seriesOf(metric).some((series) => onPanels.has(series));
      const { notOnPanels } = metric;
      expect({ isShown, notOnPanels }).toEqual(
        isShown
          ? { isShown, notOnPanels: undefined }
          : { isShown, notOnPanels: expect.stringMatching(/^[A-Z].*\.$/) },
      );
    },
  );

  it('includes every metric of a service, but for those that are for its own dashboards', () => {
    const shown = OF_SERVICES.filter((metric) =>
      seriesOf(metric).some((series) => onPanels.has(series) || onAlerts.has(series)),
    );
    expect(OF_SERVICES.filter((metric) => !shown.includes(metric)).map(({ name }) => name)).toEqual([
      'db_client_connection_count',
      'job_active_runs',
      'function_duration_seconds',
    ]);
  });

  it('includes every recorded series', () => {
    // For dashboards from before this tool only.
    const records = RECORDING_RULES.map(({ record }) => record).filter(
      (record) => record !== 'performance_regression_detected',
    );
    for (const record of records)
      expect({ record, isUsed: onPanels.has(record) || onAlerts.has(record) }).toEqual({
        record,
        isUsed: true,
      });
  });
});

it.each([
  ['now-15m', '5s'],
  ['now-1h', '5s'],
  ['now-6h', '30s'],
  ['now-7d', '1m'],
  ['now-30d', '5m'],
])('a dashboard that shows %s asks again each %s', (from, refresh) => {
  expect(refreshOf(from)).toBe(refresh);
});

describe.each(DASHBOARDS.map((one) => [one.uid, one] as const))('dashboard %s', (uid, specification) => {
  const model = buildDashboard(specification);
  const placed = (model.panels ?? []) as unknown as PlacedPanel[];
  const panels = placed.filter(({ type }) => type !== 'row');

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
    expect(new Set(placed.map(({ id }) => id)).size).toBe(placed.length);
    expect(new Set(panels.map(({ title }) => title)).size).toBe(panels.length);
    for (const panel of panels) {
      expect(panel.id).toBeGreaterThan(0);
      expect(panel.description).toMatch(/[.:]$/);
      expect(panel.datasource.uid).toBe('$' + '{datasource}');
      const letters = (panel.targets ?? []).map(({ refId }) => refId);
      expect(letters).toEqual([...'ABCDEF'].slice(0, letters.length));
      expect(letters.length > 0).toBe(panel.type !== 'text');
    }
  });

  it('tells lines and states apart by a legend', () => {
    for (const { title, type, options } of panels) {
      if (type !== 'timeseries' && type !== 'state-timeline') continue;
      expect({ title, legend: options.legend?.showLegend }).toEqual({ title, legend: true });
    }
  });

  it('says the greatest and the last value of each line, and leaves gaps open', () => {
    for (const { title, type, options, fieldConfig } of panels) {
      if (type !== 'timeseries') continue;
      const { spanNulls } = fieldConfig.defaults.custom ?? {};
      const calcs = options.legend?.calcs;
      expect({ title, spanNulls, calcs }).toEqual({
        title,
        spanNulls: false,
        calcs: [expect.stringMatching(/^(lastNotNull|sum)$/), 'max'],
      });
    }
  });

  it('is exported with its data source as an input', () => {
    const exported = exportDashboard(model);
    expect(exported).toMatchObject({
      id: null,
      uid,
      __inputs: [{ name: 'DS_PROMETHEUS', type: 'datasource' }],
    });
    const text = JSON.stringify(exported);
    expect(text).toContain('$' + '{DS_PROMETHEUS}');
    expect(text).not.toContain('$' + '{datasource}');
  });

  it('begins with a row, so that each panel has a heading above it', () => {
    expect(placed[0]?.type).toBe('row');
  });

  it('gives every column of a table a heading, and leaves out the rest', () => {
    for (const { title, kind, columns, matrix, hidden = [], queries } of specification.panels) {
      if (kind !== 'table') continue;
      const labels = queries.flatMap(({ expr }) => /max by \(([^)]*)\)/.exec(expr)?.[1]?.split(', ') ?? []);
      const shown = matrix ? [matrix.rows, matrix.columns] : Object.keys(columns ?? {});
      const names = [...shown.filter((name) => !name.startsWith('Value')), ...hidden].sort();
      expect({ title, names }).toEqual({ title, names: [...new Set(labels)].sort() });
    }
  });

  it('lays panels out inside the grid, none over another', () => {
    const cells = new Set<string>();
    for (const { gridPos } of placed) {
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
      const named = { s: /_seconds([_:]|$)/, bytes: /_bytes([_:]|$)/ }[unit];
      if (named === undefined) continue;
      for (const { expr } of queries) {
        // A ratio times seconds is seconds.
        const names = seriesIn(expr).filter((name) => !name.endsWith('_ratio'));
        const wanted = names.map(() => expect.stringMatching(named));
        expect({ title, unit, names }).toEqual({ title, unit, names: wanted });
        expect(names).not.toEqual([]);
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
