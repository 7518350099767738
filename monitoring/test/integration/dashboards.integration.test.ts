import { eventually, findProgram, freePort } from '@perf-suite/testing/real-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildDashboard } from '../../src/grafana/build-dashboard.js';
import { DASHBOARDS } from '../../src/grafana/dashboards.js';
import type { DashboardSpecification, PanelQuery, VariableName } from '../../src/grafana/panel.js';
import { HISTORY_PROGRAMS, type HistoryServer, startHistoryServer } from './history-server.js';
import { HISTORY, type WrittenHistory, writeKnownHistory } from './known-history.js';
import { startLiveRun } from './live-run.js';

const programs = Object.entries(HISTORY_PROGRAMS).map(([name, debian]) => findProgram(name, debian));

/** What the variables are set to; on dashboards of one benchmark, that benchmark. */
const CHOSEN: Readonly<Record<VariableName, string>> = {
  environment: '.*',
  benchmark_name: '.*',
  instance: '.*',
  run: '.*',
  service: '.*',
  branch: 'main',
  price_per_minute: '0.008',
};
const ONE = { environment: 'ci', benchmark_name: 'a.bench.ts#parse' };

/** Panels that stay empty on the history and on the live run, and why. */
const WITHOUT_DATA: Readonly<Record<string, string>> = {};

const dashboardOf = (uid: string): DashboardSpecification => {
  const found = DASHBOARDS.find((one) => one.uid === uid);
  if (found === undefined) throw new RangeError(`no dashboard ${uid}`);
  return found;
};

let server: HistoryServer;
let live: { stop(): Promise<void> };
let history: WrittenHistory;

const DASHBOARD_QUERIES = DASHBOARDS.flatMap((dashboard) =>
  dashboard.panels.flatMap((panel) =>
    panel.queries.map(
      (query) =>
        [`${dashboard.uid}: ${panel.title}: ${query.legend}`, query, dashboard, panel.title] as const,
    ),
  ),
);

/** The expression as the dashboard asks it, with its variables filled in. */
function filledIn(expr: string, { from, one = [] }: DashboardSpecification): string {
  const values = { ...CHOSEN, ...(one.includes('benchmark_name') && ONE) };
  const rangeSeconds = secondsOf(from);
  return expr
    .replaceAll('$__interval', '1h')
    .replaceAll('$__range_s', String(rangeSeconds))
    .replaceAll('$__range', `${rangeSeconds}s`)
    .replaceAll(/\$\{?(\w+)\}?/g, (whole, name: VariableName) => values[name] ?? whole);
}

function secondsOf(from: string): number {
  const [, count, unit] = /^now-(\d+)([mhd])$/.exec(from) ?? [];
  return Number(count) * { m: 60, h: 3_600, d: 86_400 }[unit as 'm' | 'h' | 'd'];
}

/** What the panel would show: all its points, by series. */
async function ask(
  query: PanelQuery,
  dashboard: DashboardSpecification,
): Promise<readonly { labels: Record<string, string>; points: number[][] }[]> {
  const now = Math.floor(Date.now() / 1_000);
  const asked = filledIn(query.expr, dashboard);
  const expr = encodeURIComponent(asked);
  const rangeSeconds = secondsOf(dashboard.from);
  const step = rangeSeconds > 86_400 ? 3_600 : 5;
  const end = Math.floor(now / step) * step;
  const start = rangeSeconds > 86_400 ? end - rangeSeconds : now - 60;
  const url = query.instant
    ? `${server.prometheus.url}/api/v1/query?query=${expr}&time=${now}`
    : `${server.prometheus.url}/api/v1/query_range?query=${expr}&start=${start}&end=${end}&step=${step}`;
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${asked}: ${await answer.text()}`);
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
    const livePort = await freePort();
    server = await startHistoryServer({
      write,
      stepSeconds: 3_600,
      days: HISTORY.days,
      liveTarget: `127.0.0.1:${livePort}`,
    });
    live = await startLiveRun(livePort);
    // The first interval is known after some rounds.
    await eventually(
      async () => {
        const [count] = await server.prometheus.query(
          'max(count_over_time(benchmark_run_speedup_ratio[1m]))',
        );
        return (count?.value ?? 0) >= 10 ? true : null;
      },
      { withinMs: 240_000, what: 'an interval of the live run' },
    );
  }, 600_000);
  afterAll(async () => {
    await live?.stop();
    await server?.stop();
  });

  it.each(DASHBOARD_QUERIES)('%s has data', async (name, query, dashboard, title) => {
    const reason = WITHOUT_DATA[`${dashboard.uid}: ${title}`];
    const found = await ask(query, dashboard);
    if (reason !== undefined) {
      expect({ name, found }).toEqual({ name, found: [] });
      return;
    }
    expect(found.length).toBeGreaterThan(0);
    const labels = [...query.legend.matchAll(/\{\{(\w+)\}\}/g)].map(([, label]) => label ?? '');
    for (const series of found) {
      expect(series.points.length).toBeGreaterThan(0);
      expect(Object.keys(series.labels)).toEqual(expect.arrayContaining(labels));
    }
  });

  it.each(['Commits', 'Regressions'])('%s are marked on the dashboards', async (name) => {
    const dashboard = dashboardOf('perf-benchmark');
    const annotation = buildDashboard(dashboard).annotations?.list?.find((one) => one.name === name);
    if (annotation?.expr === undefined) throw new RangeError(`no annotation ${name}`);
    const marks = await ask({ expr: annotation.expr, legend: '' }, dashboard);
    const times = new Set(marks.flatMap(({ points }) => points.map(([time]) => time)));
    // Each commit once, but the first, before which there was nothing to differ from in the last 30 days.
    const [least, most] = name === 'Commits' ? [history.runCount - 2, history.runCount + 1] : [1, 1];
    expect(times.size).toBeGreaterThanOrEqual(least);
    expect(times.size).toBeLessThanOrEqual(most);
  });

  it('change points are marked when they happened, not when they were found', async () => {
    const dashboard = dashboardOf('perf-benchmark');
    const annotation = buildDashboard(dashboard).annotations?.list?.find(
      ({ name }) => name === 'Change points',
    );
    if (annotation?.expr === undefined) throw new RangeError('no annotation');
    expect(annotation.useValueForTime).toBe(true);
    const marks = await ask({ expr: annotation.expr, legend: '' }, dashboard);
    const times = new Set(marks.flatMap(({ points }) => points.map(([, value]) => value)));
    expect([...times]).toEqual([history.slowFromMs - 120_000]);
  });

  /** What a panel's query gives. */
  const shown = (uid: string, title: string, index = 0) => {
    const dashboard = dashboardOf(uid);
    const query = dashboard.panels.find((panel) => panel.title === title)?.queries[index];
    if (query === undefined) throw new RangeError(`${uid} has no panel ${title}`);
    return ask(query, dashboard);
  };

  it('shows the step of p50 at the commit that made it slower, and flat lines before and after', async () => {
    const series = await shown('perf-benchmark', 'Time of one iteration');
    const p50 = series.find(({ labels }) => labels.percentile === 'p50');
    const { before, after } = HISTORY.p50Ns.parse;
    const hour = 3_600;
    const slowFrom = Math.ceil(history.slowFromMs / 1_000 / hour) * hour;
    for (const [time = 0, value] of p50?.points ?? []) {
      const expected = (time < slowFrom ? before : after) / 1e9;
      expect(Math.abs((value ?? 0) / expected - 1)).toBeLessThan(0.01);
    }
    expect(p50?.points.length).toBeGreaterThan(600);
  });

  it('goes on with the same lines where scraped values follow backfilled ones', async () => {
    const dashboard = dashboardOf('perf-benchmark');
    const [lines] = dashboard.panels.find(({ title }) => title === 'Time of one iteration')?.queries ?? [];
    if (lines === undefined) throw new RangeError('no lines');
    const before = (await ask(lines, dashboard)).map(({ labels }) => labels);
    const now = (await ask({ ...lines, instant: true }, dashboard)).map(({ labels }) => labels);
    expect(now.length).toBeGreaterThan(0);
    expect(before).toEqual(expect.arrayContaining(now));
    expect(before).toHaveLength(now.length);
  });

  it('shows when each regression was open, and no row for what never regressed', async () => {
    const slowHours = HISTORY.flaggedRuns * HISTORY.hoursBetweenRuns;
    const [ofParse] = await shown('perf-benchmark', 'Open regressions');
    const open = ofParse?.points.filter(([, value]) => value === 2) ?? [];
    expect(open).toHaveLength(slowHours);
    for (const [time = 0] of open) {
      expect(time * 1_000).toBeGreaterThanOrEqual(history.slowFromMs);
      expect(time * 1_000).toBeLessThan(history.slowFromMs + (slowHours + 1) * 3_600_000);
    }
    // Of the last seven days; the one of parse was closed before.
    const rows = await shown('perf-overview', 'Open regressions');
    expect(rows.map(({ labels }) => labels.benchmark_name)).toEqual(['a.bench.ts#scan']);
    expect(rows[0]?.points.at(-1)?.[1]).toBe(2);
  });

  it('shows the speedup and the pipeline as the reports judged them', async () => {
    const speedups = await shown('perf-benchmark', 'Speedup with its interval');
    const parse = speedups.find(({ labels }) => labels.percentile === 'p50');
    const slow = parse?.points.filter(([, value]) => value === 0.8).length ?? 0;
    expect(slow).toBe(HISTORY.flaggedRuns * HISTORY.hoursBetweenRuns);
    const states = await shown('perf-ci', 'Pipeline by branch');
    const main = states.find(({ labels }) => labels.branch === 'main');
    for (const [time = 0, value] of main?.points ?? [])
      expect({ time, value }).toEqual({ time, value: time * 1_000 < history.openFromMs ? 1 : 0 });
    expect((await shown('perf-overview', 'Critical regressions open'))[0]?.points[0]?.[1]).toBe(1);
  });

  it('counts what the business asks about', async () => {
    const value = async (title: string) => (await shown('perf-business', title))[0]?.points[0]?.[1] ?? 0;
    expect(await value('Caught before merge')).toBe(1);
    expect(await value('Reached the branch')).toBe(2);
    // Two minutes each; increase() extrapolates to the ends of its range.
    const runs = history.runCount + HISTORY.branch.runs;
    expect(await value('CI minutes')).toBeGreaterThan(2 * runs * 0.95);
    expect(await value('CI minutes')).toBeLessThan(2 * runs * 1.05);
    expect(await value('Cost')).toBeCloseTo((await value('CI minutes')) * 0.008, 6);
    expect(await value('Suites a day')).toBeCloseTo(runs / HISTORY.days, 0);
    // One was closed; the other is open since. The backfilled values end with the last run.
    const { flaggedRuns, hoursBetweenRuns } = HISTORY;
    const lastRunMs = history.endMs - hoursBetweenRuns * 3_600_000;
    const openHours = flaggedRuns * hoursBetweenRuns + (lastRunMs - history.openFromMs) / 3_600_000;
    expect(Math.abs((await value('Time to fix')) - openHours)).toBeLessThan(4);
  });
});
