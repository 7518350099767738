import type { ServiceMetrics } from '../service-metrics.js';

/** Returns the lines of a scrape that begin with a text, without those of HELP and TYPE. */
export async function scraped(
  metrics: ServiceMetrics,
  beginning: string,
  accept?: string,
): Promise<string[]> {
  const { body } = await metrics.scrape(accept);
  return body.split('\n').filter((line) => line.startsWith(beginning));
}

/** Returns each route with its method and status, and how often it was asked for: `GET /works/:id 200 1`. */
export async function countedRequests(metrics: ServiceMetrics): Promise<string[]> {
  const lines = await scraped(metrics, 'http_server_request_duration_seconds_count');
  return lines
    .map((line) => {
      const label = (name: string) => new RegExp(`${name}="([^"]*)"`).exec(line)?.[1];
      const names = ['http_request_method', 'http_route', 'http_response_status_code'];
      return `${names.map(label).join(' ')} ${line.split(' ').at(-1)}`;
    })
    .sort();
}

/** Without what the process and the machine do. */
export const QUIET = { processMetrics: false, systemMetrics: false } as const;
