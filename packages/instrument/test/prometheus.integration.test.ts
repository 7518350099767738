import { createServer } from 'node:http';
import { startOtlpReceiver } from '@perf-suite/testing/otlp-receiver';
import { startPrometheus } from '@perf-suite/testing/real-prometheus';
import { eventually, findProgram } from '@perf-suite/testing/real-server';
import { describe, expect, it, onTestFinished } from 'vitest';
import { instrument, serveEndpoints, startTracing } from '../src/index.js';
import { listening } from '../src/testing/listening.js';

const prometheus = findProgram('prometheus', 'prometheus');

describe.skipIf(prometheus === null)('a real Prometheus', () => {
  it('reads each name under both conventions, and the trace ids of exemplars', async () => {
    const receiver = await startOtlpReceiver();
    onTestFinished(() => receiver.stop());
    const tracing = await startTracing({ service: 'works', endpoint: receiver.endpoint });
    onTestFinished(() => tracing.shutdown());
    const server = createServer((request, response) => {
      response.writeHead(request.url === '/works/bad' ? 500 : 200).end();
    });
    const metrics = instrument(server, { plainNames: true, routes: ['/works/:id'] });
    serveEndpoints(server, metrics, { health: { database: () => true } });
    metrics.gauge({ name: 'works_total', help: 'Works by kind.', labels: ['kind'] }).set({ kind: 'book' }, 3);
    metrics.counter({ name: 'calendar_events_created', help: 'Events.' }).add({}, 2);
    metrics.trackOperation({ operation: 'select', table: 'works' }, () => 1);
    metrics.cacheHit('works');
    const address = await listening(server);
    for (const id of ['1', '2', 'bad']) await (await fetch(`${address}/works/${id}`)).text();

    const running = await startPrometheus(prometheus as string, { targets: [new URL(address).host] });
    onTestFinished(() => running.stop());
    const value = (query: string) =>
      eventually(async () => (await running.query(query))[0]?.value ?? null, {
        withinMs: 20_000,
        what: query,
      });
    for (const [query, expected] of [
      [
        'http_server_request_duration_seconds_count{http_route="/works/:id",http_response_status_code="200"}',
        2,
      ],
      ['http_requests_total{route="/works/:id",status="500"}', 1],
      ['http_request_errors_total{route="/works/:id"}', 1],
      ['http_request_duration_seconds_bucket{le="10.0",route="/works/:id",status="200"}', 2],
      ['works_total{kind="book"}', 3],
      ['calendar_events_created', 2],
      ['db_operations_total{operation="select",table="works",status="ok"}', 1],
      ['cache_hits_total{cache="works"}', 1],
      ['health_check_status{check="database"}', 1],
      ['errors_total{kind="http"}', 1],
    ] as const) {
      expect([query, await value(query)]).toEqual([query, expected]);
    }
    for (const name of ['app_error_rate', 'system_memory_usage_bytes', 'process_resident_memory_bytes']) {
      expect(await value(name)).toBeGreaterThan(0);
    }
    await tracing.flush();
    const exemplars = await eventually(
      async () => {
        const query = 'http_server_request_duration_seconds_bucket';
        const answer = await fetch(
          `${running.url}/api/v1/query_exemplars?query=${query}&start=0&end=${Date.now() / 1_000 + 10}`,
        );
        const { data } = (await answer.json()) as {
          data: { exemplars: { labels: { trace_id: string } }[] }[];
        };
        const found = data.flatMap(({ exemplars }) => exemplars.map(({ labels }) => labels.trace_id));
        return found.length > 0 ? found : null;
      },
      { withinMs: 20_000, what: 'exemplars' },
    );
    const sent = receiver.spans.map(({ traceId }) => traceId);
    for (const traceId of exemplars) expect(sent).toContain(traceId);
  });
});
