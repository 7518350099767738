import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type RealPrometheus, startPrometheus } from '@perf-suite/testing/real-prometheus';
import { eventually, findProgram } from '@perf-suite/testing/real-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runLoad } from '../../../examples/service/load.js';
import { NAMED_METRICS, startService, TOKEN } from '../../../examples/service/started-service.js';
import { SERVICE_DASHBOARDS } from '../../src/grafana/services/service-dashboards.js';
import { serviceObjectives } from '../../src/prometheus/rule-files.js';

const binary = findProgram('prometheus', 'prometheus') ?? '';
const committed = fileURLToPath(new URL('../../prometheus/service-rules/', import.meta.url));

const QUERIES = SERVICE_DASHBOARDS.flatMap(({ title, panels }) =>
  panels.flatMap((panel) =>
    panel.queries.map((query) => [`${title}: ${panel.title}: ${query.legend}`, query] as const),
  ),
);

/** Those for visitors, which are counted. */
const ENDPOINTS = [
  'GET /',
  'GET /api/works',
  'POST /api/works',
  'GET /api/releases/pending',
  'POST /api/fetch/simulate',
  'POST /api/notify/simulate',
  'POST /api/calendar/simulate',
  'GET /api/load/simulate',
];

let folder = '';
let service: Awaited<ReturnType<typeof startService>>;
let prometheus: RealPrometheus;
const loading = new AbortController();
let load: Promise<unknown>;

/** What good visitors do not cause: each failure and a report of a page, again and again. */
async function misbehave(url: string): Promise<void> {
  const post = (path: string, init: RequestInit = {}) => fetch(url + path, { method: 'POST', ...init });
  for (let i = 0; !loading.signal.aborted; i++) {
    for (const path of ['fetch', 'notify', 'calendar', 'load']) await post(`/api/${path}/simulate?fail=1`);
    await post('/api/load/simulate?database=fail');
    if (i < 25) await post('/api/works', { headers: { authorization: 'Bearer wrong' } });
    const reports = ['LCP', 'INP', 'FCP', 'TTFB', 'CLS'].map((name) => ({ name, value: 0.05, page: '/' }));
    await post('/api/metrics/web-vitals', { headers: { origin: url }, body: JSON.stringify(reports) });
    await post('/api/metrics/web-vitals', { headers: { origin: 'http://other.example' }, body: '{}' });
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

describe.skipIf(binary === '')('the example of a service, watched by Prometheus', () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'perf-services-'));
    service = await startService();
    const objectives = { availability: 0.999, fast_seconds: 0.5, fast_share: 0.95 } as const;
    const target = new URL(service.url).host;
    const rules = join(folder, 'objectives.yml');
    // Evaluated each second here, so that the test need not wait.
    await writeFile(
      rules,
      serviceObjectives([{ name: 'releases', target, objectives }]).replace('interval: 30s', 'interval: 1s'),
    );
    const others = (await readdir(committed)).filter((name) => name !== 'service-objective-ratios.yml');
    prometheus = await startPrometheus(binary, {
      ruleFiles: [rules, ...others.map((name) => join(committed, name))],
      scrape: `  - job_name: services\n    static_configs: [{ targets: ['${target}'], labels: { service: releases } }]\n`,
    });
    load = Promise.all([
      runLoad({ url: service.url, seconds: 120, concurrency: 2, token: TOKEN, signal: loading.signal }),
      misbehave(service.url),
    ]);
    await eventually(
      async () => {
        const [scrapes] = await prometheus.query('min(count_over_time(up{job="services"}[5m]))');
        const [burn] = await prometheus.query('service:http_error_ratio:rate5m > 0');
        return (scrapes?.value ?? 0) >= 12 && burn !== undefined ? true : null;
      },
      { withinMs: 120_000, what: 'a few scrapes' },
    );
  });
  afterAll(async () => {
    loading.abort();
    await load?.catch(() => undefined);
    await prometheus?.stop();
    await service?.program.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('has every metric that it is to show', async () => {
    const rows: { metric: string; series: number }[] = [];
    for (const name of NAMED_METRICS) {
      const found = await prometheus.query(`count({__name__=~"${name}(_count)?",job="services"})`);
      rows.push({ metric: name, series: found[0]?.value ?? 0 });
    }
    console.table(rows);
    expect(rows.filter(({ series }) => series === 0)).toEqual([]);
  });

  it.each(QUERIES)('has data for %s', async (_name, { expr, legend }) => {
    const filledIn = expr.replaceAll('$service', '.*').replaceAll('$__range', '5m');
    const found = await eventually(
      async () => {
        const series = await prometheus.query(filledIn);
        return series.length > 0 ? series : null;
      },
      { withinMs: 20_000, what: filledIn },
    );
    const labels = [...legend.matchAll(/\{\{(\w+)\}\}/g)].map(([, label]) => label ?? '');
    const named = found.filter((series) => labels.every((label) => label in series.labels));
    expect(named.length).toBeGreaterThan(0);
  });

  it('has requests at every endpoint', async () => {
    const counted = await prometheus.query(
      'sum by (http_request_method, http_route) (http_server_request_duration_seconds_count{job="services"})',
    );
    const rows = ENDPOINTS.map((endpoint) => {
      const [method, route] = endpoint.split(' ');
      const found = counted.find(
        ({ labels }) => labels.http_request_method === method && labels.http_route === route,
      );
      return { endpoint, requests: found?.value ?? 0, status: '' };
    });
    // Those of the monitoring itself are not counted: they would hide how much visitors ask for.
    const own: readonly [string, RequestInit][] = [
      ['GET /health', {}],
      ['GET /metrics', {}],
      ['GET /api/metrics/summary', { headers: { authorization: `Bearer ${TOKEN}` } }],
    ];
    for (const [endpoint, init] of own) {
      const { status, ok } = await fetch(service.url + endpoint.replace('GET ', ''), init);
      rows.push({ endpoint, requests: Number(ok), status: String(status) });
    }
    const [reports] = await prometheus.query('sum(web_vitals_duration_seconds_count)');
    rows.push({ endpoint: 'POST /api/metrics/web-vitals', requests: reports?.value ?? 0, status: '' });
    console.table(rows);
    expect(rows.filter(({ requests }) => requests === 0)).toEqual([]);
  });
});
