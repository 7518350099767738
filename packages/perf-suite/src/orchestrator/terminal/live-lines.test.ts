import { createColors } from 'picocolors';
import { expect, it } from 'vitest';
import { announceProblem, liveDashboardUrl, liveLines } from './live-lines.js';

const style = { colors: createColors(false), unicode: true, width: 100, tableWidth: 100 };
const LIVE = {
  pageUrl: 'http://127.0.0.1:8765/?token=t',
  streamUrl: 'ws://127.0.0.1:8765/live?token=t',
  metricsUrl: 'http://127.0.0.1:8000/metrics',
  metricsToken: null,
  dashboardUrl: null,
  warnings: [],
};

it('links to the dashboard of this run where a Grafana is known', () => {
  expect(liveLines(LIVE, style).join('\n')).not.toContain('grafana');
  const dashboardUrl = liveDashboardUrl('https://grafana.example.org/base/', '2026-03-01 a&b');
  expect(dashboardUrl).toBe(
    'https://grafana.example.org/base/d/perf-live?from=now-15m&to=now&refresh=1s&var-run=2026-03-01%20a%26b',
  );
  expect(liveLines({ ...LIVE, dashboardUrl }, style)).toContain(`  grafana  ${dashboardUrl}`);
});

it('says why the exporter does not take the run, on one line', () => {
  expect(announceProblem(new Error('http://x: HTTP 401: no\n::error::'))).not.toContain('\n');
});
