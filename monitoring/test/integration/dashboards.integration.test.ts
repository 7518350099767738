import { type MetricsEndpoint, startMetricsEndpoint } from '@perf-suite/exporter';
import { findProgram } from '@perf-suite/testing/real-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildDashboard } from '../../src/grafana/build-dashboard.js';
import { DASHBOARDS } from '../../src/grafana/dashboards.js';
import type { PanelQuery } from '../../src/grafana/panel.js';
import { type HistoryServer, startHistoryServer } from './history-server.js';
import { HISTORY, type WrittenHistory, writeKnownHistory } from './known-history.js';

const programs = [findProgram('prometheus', 'prometheus'), findProgram('promtool', 'prometheus')];

let server: HistoryServer;
let live: MetricsEndpoint;
let history: WrittenHistory;

const DASHBOARD_QUERIES = DASHBOARDS.flatMap(({ uid, panels, from }) =>
  panels.flatMap((panel) =>
    panel.queries.map((query) => [`${uid}: ${panel.title}: ${query.legend}`, query, from] as const),
  ),
);

function filledIn(expr: string): string {
  return expr.replaceAll(/\$(environment|benchmark_name)/g, '.*').replaceAll('$__interval', '1h');
}

/** What the panel would show: all its points, by series. */
async function ask(
  query: PanelQuery,
  from: string,
): Promise<readonly { labels: Record<string, string>; points: number[][] }[]> {
  const now = Math.floor(Date.now() / 1_000);
  const expr = encodeURIComponent(filledIn(query.expr));
  const [, count, unit] = /^now-(\d+)([hd])$/.exec(from) ?? [];
  const rangeSeconds = Number(count) * (unit === 'd' ? 86_400 : 3_600);
  const step = unit === 'd' ? 3_600 : 5;
  const end = unit === 'd' ? Math.floor(now / step) * step : now;
  const start = unit === 'd' ? end - rangeSeconds : now - 60;
  const url = query.instant
    ? `${server.prometheus.url}/api/v1/query?query=${expr}&time=${now}`
    : `${server.prometheus.url}/api/v1/query_range?query=${expr}&start=${start}&end=${end}&step=${step}`;
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${filledIn(query.expr)}: ${await answer.text()}`);
  const { data } = (await answer.json()) as {
    data: {
      result: { metric: Record<string, string>; value?: [number, string]; values?: [number, string][] }[];
    };
  };
  return data.result.map(({ metric, value, values }) => ({
    labels: metric,
    points: (values ?? (value === undefined ? [] : [value])).map(([time, text]) => [time, Number(text)]),
  }));
}

describe.skipIf(programs.includes(null))('dashboards over a known history of 30 days', () => {
  beforeAll(async () => {
    const write = async (runs: string) => {
      history = await writeKnownHistory(runs, Date.now());
    };
    const stream = {
      watcherCount: 2,
      slowWatcherCount: 1,
      historyBytes: 9,
      droppedSampleCount: 1,
      gapCount: 1,
    };
    live = await startMetricsEndpoint({ port: 0, readStream: () => stream });
    server = await startHistoryServer({ write, step: '1h', liveTarget: new URL(live.url).host });
  }, 240_000);
  afterAll(async () => {
    await server?.stop();
    await live?.close();
  });

  it.each(DASHBOARD_QUERIES)('%s has data', async (_name, query, from) => {
    const found = await ask(query, from);
    expect(found.length).toBeGreaterThan(0);
    const labels = [...query.legend.matchAll(/\{\{(\w+)\}\}/g)].map(([, label]) => label ?? '');
    for (const series of found) {
      expect(series.points.length).toBeGreaterThan(0);
      expect(Object.keys(series.labels)).toEqual(expect.arrayContaining(labels));
    }
  });

  it.each(['Commits', 'Regressions'])('%s are marked on the dashboards', async (name) => {
    const model = DASHBOARDS.filter(({ uid }) => uid === 'perf-benchmark').map(buildDashboard)[0];
    const annotation = model?.annotations?.list?.find((one) => one.name === name);
    if (annotation?.expr === undefined) throw new RangeError(`no annotation ${name}`);
    const marks = await ask({ expr: annotation.expr, legend: '' }, 'now-30d');
    const times = new Set(marks.flatMap(({ points }) => points.map(([time]) => time)));
    // Each commit once, but the first, before which there was nothing to differ from in the last 30 days.
    const [least, most] = name === 'Commits' ? [history.runCount - 2, history.runCount + 1] : [1, 1];
    expect(times.size).toBeGreaterThanOrEqual(least);
    expect(times.size).toBeLessThanOrEqual(most);
  });

  const query = (uid: string, title: string, index = 0): PanelQuery => {
    const found = DASHBOARDS.find((one) => one.uid === uid)?.panels.find((panel) => panel.title === title)
      ?.queries[index];
    if (found === undefined) throw new RangeError(`${uid} has no panel ${title}`);
    return found;
  };

  it('shows the step of p50 at the commit that made it slower, and flat lines elsewhere', async () => {
    const series = await ask(query('perf-benchmark', 'Time of one iteration'), 'now-30d');
    const p50 = (name: string) =>
      series.find(({ labels }) => labels.benchmark_name === name && labels.percentile === 'p50');
    const { parse, print } = HISTORY.p50Ns;
    const hour = 3_600;
    const slowFrom = Math.ceil(history.slowFromMs / 1_000 / hour) * hour;
    for (const [time = 0, value] of p50('a.bench.ts#parse')?.points ?? []) {
      const expected = (time < slowFrom ? parse.before : parse.after) / 1e9;
      expect(Math.abs((value ?? 0) / expected - 1)).toBeLessThan(0.01);
    }
    expect(p50('a.bench.ts#parse')?.points.length).toBeGreaterThan(600);
    for (const [, value] of p50('a.bench.ts#print "x"')?.points ?? [])
      expect(value).toBeCloseTo(print.before / 1e9, 4);
  });

  it('goes on with the same lines where scraped values follow backfilled ones', async () => {
    const lines = query('perf-benchmark', 'Time of one iteration');
    const before = (await ask(lines, 'now-30d')).map(({ labels }) => labels);
    const now = (await ask({ ...lines, instant: true }, 'now-30d')).map(({ labels }) => labels);
    expect(now.length).toBeGreaterThan(0);
    expect(before).toEqual(expect.arrayContaining(now));
    expect(before).toHaveLength(now.length);
  });

  it('shows each regression that was found, on its day', async () => {
    const series = await ask(query('perf-benchmark', 'Regressions found'), 'now-30d');
    const found = series.find(
      ({ labels }) => labels.benchmark_name === 'a.bench.ts#parse' && labels.severity === 'critical',
    );
    const most = Math.max(...(found?.points ?? []).map(([, value]) => value ?? 0));
    // increase() extrapolates to the ends of its range.
    expect(most).toBeGreaterThan(HISTORY.flaggedRuns - 0.2);
    expect(most).toBeLessThan(HISTORY.flaggedRuns + 0.5);
    const after = found?.points.filter(([time = 0]) => time * 1_000 > history.slowFromMs + 3 * 86_400_000);
    for (const [, value] of after ?? []) expect(value).toBe(0);
    const others = series.filter(({ labels }) => labels.benchmark_name !== 'a.bench.ts#parse');
    for (const { points } of others) for (const [, value] of points) expect(value).toBe(0);
  });

  it('shows the speedup and the pipeline as the reports judged them', async () => {
    const speedups = await ask(query('perf-benchmark', 'Speedup with its interval'), 'now-30d');
    const parse = speedups.find(
      ({ labels }) => labels.benchmark_name === 'a.bench.ts#parse' && labels.percentile === 'p50',
    );
    const slow = parse?.points.filter(([, value]) => value === 0.8).length ?? 0;
    expect(slow).toBe(HISTORY.flaggedRuns * HISTORY.hoursBetweenRuns);
    const status = (await ask(query('perf-ci', 'Pipeline'), 'now-30d'))[0];
    expect(status?.points.filter(([, value]) => value === 0)).toHaveLength(slow);
    const last = await ask(query('perf-overview', 'Critical regressions open'), 'now-7d');
    expect(last[0]?.points[0]?.[1]).toBe(0);
  });
});
