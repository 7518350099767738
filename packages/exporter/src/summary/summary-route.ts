import type { MetricsSummary } from '@perf-suite/schema';
import type { Route } from '../server/metrics-server.js';

export const SUMMARY_PATH = '/api/metrics/summary';

const SCHEMA = 'https://perf-suite.github.io/perf-suite/json-schema/metrics-summary.schema.json';

/** Answers with the summary, or 503 until every file has been read. */
export function summaryRoute(read: () => MetricsSummary | null): Route {
  return {
    path: SUMMARY_PATH,
    methods: ['GET', 'HEAD'],
    async answer(request, response) {
      const summary = read();
      const body = Buffer.from(`${JSON.stringify(summary ?? { error: 'still reading the runs' })}\n`);
      if (summary === null) response.setHeader('Retry-After', '1');
      response.writeHead(summary === null ? 503 : 200, {
        'Content-Type': 'application/json',
        'Content-Length': body.length,
        Link: `<${SCHEMA}>; rel="describedby"`,
      });
      response.end(request.method === 'HEAD' ? undefined : body);
    },
  };
}
