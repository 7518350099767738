import type { DashboardSpecification } from '../panel.js';
import { CHOSEN, chart, line, percentileOf, rateOf, SERVER_ERRORS, shareOf } from './service-panels.js';

const HTTP = 'http_server_request_duration_seconds';
const DATABASE = 'db_client_operation_duration_seconds';
const OUTBOUND = 'http_client_request_duration_seconds';
const ROUTE = '{{http_request_method}} {{http_route}}';
const BY_ROUTE = 'http_request_method, http_route';
const OPERATION = '{{db_operation_name}} {{db_collection_name}}';
const BY_OPERATION = 'db_operation_name, db_collection_name';
const LOOK_UPS = (metric: string) => rateOf(metric, 'service, cache');

/** Which part of a service is slow or fails. */
export const serviceApiDashboard: DashboardSpecification = {
  uid: 'perf-service-api',
  title: 'Service: API',
  description: 'Which endpoint is slow or fails, and what it waits for.',
  variables: ['service'],
  from: 'now-1h',
  panels: [
    chart(
      'Response time by endpoint, p50',
      'Half of the requests take longer.',
      [line(percentileOf(HTTP, BY_ROUTE, 0.5), ROUTE)],
      {
        row: 'Endpoints',
        unit: 's',
      },
    ),
    chart(
      'Response time by endpoint, p95',
      'One request in twenty takes longer. The alerts’ levels are 1, 2 and 5 s.',
      [line(percentileOf(HTTP, BY_ROUTE), ROUTE)],
      {
        unit: 's',
      },
    ),
    chart(
      'Response time by endpoint, p99',
      'One request in a hundred takes longer.',
      [line(percentileOf(HTTP, BY_ROUTE, 0.99), ROUTE)],
      {
        unit: 's',
      },
    ),
    chart(
      'Response time by endpoint, mean',
      'Percentiles are estimated from buckets, the first of which ends at 5 ms: where most requests take less, only the mean shows that they got slower.',
      [line(`${rateOf(`${HTTP}_sum`, BY_ROUTE)} / ${rateOf(`${HTTP}_count`, BY_ROUTE)}`, ROUTE)],
      { unit: 's', width: 12 },
    ),
    chart('Requests by endpoint', 'Each second.', [line(rateOf(`${HTTP}_count`, BY_ROUTE), ROUTE)], {
      unit: 'reqps',
      width: 12,
    }),
    chart(
      'Requests by method and status',
      'Each second.',
      [
        line(
          rateOf(`${HTTP}_count`, 'http_request_method, http_response_status_code'),
          '{{http_request_method}} {{http_response_status_code}}',
        ),
      ],
      { unit: 'reqps', width: 12 },
    ),
    chart(
      'Errors by endpoint',
      'Share of the requests that get a status from 500 on.',
      [line(shareOf(`${HTTP}_count`, BY_ROUTE, SERVER_ERRORS), ROUTE)],
      {
        unit: 'percentunit',
        width: 12,
      },
    ),
    chart(
      'Database time by operation, p95',
      'One operation in twenty takes longer.',
      [line(percentileOf(DATABASE, BY_OPERATION), OPERATION)],
      {
        row: 'Database',
        unit: 's',
      },
    ),
    chart(
      'Database operations',
      'Each second.',
      [line(rateOf(`${DATABASE}_count`, BY_OPERATION), OPERATION)],
      { unit: 'ops' },
    ),
    chart(
      'Database errors',
      'Share of the operations. The alerts’ levels are 1 and 10 %.',
      [line(shareOf(`${DATABASE}_count`, 'service', 'error_type!=""'), '{{service}}')],
      { unit: 'percentunit' },
    ),
    chart(
      'Outbound time, p95',
      'One request to another service in twenty takes longer.',
      [line(percentileOf(OUTBOUND, 'server_address'), '{{server_address}}')],
      { row: 'Others, cache and limits', unit: 's' },
    ),
    chart(
      'Outbound requests by status',
      'Each second; no status where no response came.',
      [
        line(
          rateOf(`${OUTBOUND}_count`, 'server_address, http_response_status_code'),
          '{{server_address}} {{http_response_status_code}}',
        ),
      ],
      { unit: 'reqps' },
    ),
    chart(
      'Cache hits',
      'Share of the look-ups. The alerts’ levels are 50 and 10 %.',
      [
        line(
          `${LOOK_UPS('cache_hits_total')} / (${LOOK_UPS('cache_hits_total')} + ${LOOK_UPS('cache_misses_total')})`,
          '{{service}} {{cache}}',
        ),
      ],
      { unit: 'percentunit', max: 1 },
    ),
    chart(
      'Refused by limits',
      'Requests each second.',
      [line(rateOf('rate_limit_hits_total', 'service, limit'), '{{service}} {{limit}}')],
      {
        unit: 'reqps',
        width: 12,
      },
    ),
    chart(
      'Requests in flight',
      'By method, at the same time.',
      [
        line(
          `sum by (service, http_request_method) (http_server_active_requests{${CHOSEN}})`,
          '{{service}} {{http_request_method}}',
        ),
      ],
      { unit: 'none', width: 12 },
    ),
  ],
};
