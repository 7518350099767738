import { setTimeout as sleep } from 'node:timers/promises';

const HTTP = 'http_server_request_duration_seconds';

/** The query of the panel "Response time by endpoint, mean" of the dashboard "Service: API", over another time. */
function meanQuery(range) {
  const rate = (series) =>
    `sum by (http_request_method, http_route) (rate(${HTTP}_${series}{job="services",service=~"releases"}[${range}]))`;
  return `${rate('sum')} / ${rate('count')}`;
}

/**
 * Returns that query, and what it says of a route over the last seconds, in milliseconds; null without
 * two scrapes that show requests.
 */
export async function meanOfRoute(prometheus, { route, seconds }) {
  const found = await ask(prometheus, meanQuery(`${seconds}s`));
  const series = found.find(
    ({ metric }) => metric.http_route === route && metric.http_request_method === 'GET',
  );
  const query = meanQuery('1m');
  const ms = Number(series?.value[1] ?? Number.NaN) * 1_000;
  return { query, ms: Number.isFinite(ms) ? ms : null };
}

/**
 * Returns the alert about a benchmark, once Alertmanager has it and a message about it was sent; null after a minute
 * without.
 */
export async function alertAbout({ alertmanager, messages, benchmark, signal }) {
  const found = async () => {
    const alerts = await (await fetch(`${alertmanager}/api/v2/alerts`)).json();
    const alert = alerts.find(
      ({ labels }) => labels.alertname === 'PerformanceRegression' && labels.benchmark_name === benchmark,
    );
    const isSent = messages.some((title) => title.includes(benchmark));
    return alert !== undefined && isSent ? alert : null;
  };
  return eventually(found, { withinMs: 60_000, signal });
}

/** Returns the request of a route that took as long as most, with what it waited for; null if there is no trace. */
export function usualTrace(spans, route) {
  const roots = spans
    .filter(({ kind, name }) => kind === 2 && name.endsWith(` ${route}`))
    .sort((a, b) => a.durationMs - b.durationMs);
  const root = roots[Math.floor(roots.length / 2)];
  if (root === undefined) return null;
  const children = spans.filter(
    ({ traceId, parentSpanId }) => traceId === root.traceId && parentSpanId === root.spanId,
  );
  const insideMs = children.reduce((sum, { durationMs }) => sum + durationMs, 0);
  return { root, count: roots.length, children, ownMs: Math.max(0, root.durationMs - insideMs) };
}

async function ask(prometheus, query) {
  const answer = await fetch(`${prometheus}/api/v1/query?query=${encodeURIComponent(query)}`);
  const { data, error } = await answer.json();
  if (!answer.ok) throw new Error(`Prometheus refused a query: ${error}: ${query}`);
  return data.result;
}

async function eventually(look, { withinMs, signal }) {
  const deadline = Date.now() + withinMs;
  while (Date.now() < deadline && !signal?.aborted) {
    const found = await look();
    if (found !== null) return found;
    await sleep(500);
  }
  return null;
}
