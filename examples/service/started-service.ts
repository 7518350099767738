import { fileURLToPath } from 'node:url';
import { eventually, type RunningProgram, startProgram } from '@perf-suite/testing/real-server';

export const TOKEN = 'a-token-of-the-test';

/** Starts the service on a free port. */
export async function startService(
  env: Readonly<Record<string, string>> = {},
): Promise<{ readonly url: string; readonly program: RunningProgram }> {
  const program = startProgram(process.execPath, [fileURLToPath(new URL('server.js', import.meta.url))], {
    env: { PORT: '0', API_TOKEN: TOKEN, ...env },
  });
  let hasEnded = false;
  program.process.once('close', () => {
    hasEnded = true;
  });
  const addressIn = (output: string) => /^http:\S+/m.exec(output)?.[0] ?? null;
  await eventually(async () => addressIn(program.output()) ?? (hasEnded || null), {
    withinMs: 60_000,
    what: 'the service to listen',
  });
  const url = addressIn(program.output());
  if (url === null) throw new Error(`the service ended: ${program.output()}`);
  return { url, program };
}

/** The metrics that the service must show, whatever its database is. */
export const NAMED_METRICS = [
  'http_requests_total',
  'http_request_duration_seconds',
  'http_request_errors_total',
  'http_requests_in_flight',
  'db_operations_total',
  'db_operation_duration_seconds',
  'database_query_duration_seconds',
  'api_fetch_total',
  'api_fetch_duration_seconds',
  'api_calls_total',
  'notifications_sent_total',
  'calendar_sync_total',
  'calendar_events_created',
  'works_total',
  'releases_pending',
  'errors_total',
  'active_users',
  'knowledge_total',
  'auth_attempts_total',
  'rate_limit_hits_total',
  'cache_hits_total',
  'cache_misses_total',
  'system_cpu_usage_percent',
  'system_memory_usage_bytes',
  'system_memory_usage_percent',
  'system_disk_usage_percent',
  'app_requests_total',
  'app_response_time_seconds',
  'app_error_rate',
];

/** Returns the values of all series of a metric in a scrape; of a histogram, its counts. */
export function valuesOf(scrape: string, name: string): number[] {
  return scrape
    .split('\n')
    .filter((line) => new RegExp(`^${name}(_count)?[ {]`).test(line))
    .map((line) => Number(line.slice(line.lastIndexOf(' ') + 1)));
}
