import type { DashboardSpecification } from '../panel.js';
import {
  CHOSEN,
  chart,
  levels,
  line,
  percentileOf,
  rateOf,
  SERVER_ERRORS,
  shareOf,
  stat,
} from './service-panels.js';

const HTTP = 'http_server_request_duration_seconds';
const SERVICE = '{{service}}';

/** All services beside each other, and what is left of their objectives. */
export const serviceOverviewDashboard: DashboardSpecification = {
  uid: 'perf-service-overview',
  title: 'Service: overview',
  description:
    'All services beside each other: are they there, do they answer, do they keep their objectives?',
  variables: ['service'],
  from: 'now-6h',
  panels: [
    stat(
      'Instances that answer',
      'Of each service, as Prometheus reaches them.',
      line(`sum by (service) (up{${CHOSEN}})`, SERVICE),
      { row: 'Now', unit: 'none', decimals: 0 },
    ),
    stat('Requests', 'Each second.', line(rateOf(`${HTTP}_count`, 'service'), SERVICE), { unit: 'reqps' }),
    stat(
      'Errors',
      'Share of the requests. The alerts’ levels are 5 and 15 %.',
      line(shareOf(`${HTTP}_count`, 'service', SERVER_ERRORS), SERVICE),
      { unit: 'percentunit', decimals: 1, thresholds: levels(0.05, 0.15) },
    ),
    stat(
      'Active users',
      'Different ones within five minutes.',
      line(`sum by (service) (active_users{${CHOSEN}})`, SERVICE),
      { unit: 'none', decimals: 0 },
    ),
    chart(
      'Response time',
      'The 50th, 95th and 99th percentile of all requests.',
      [0.5, 0.95, 0.99].map((quantile) =>
        line(percentileOf(HTTP, 'service', quantile), `${SERVICE} p${quantile * 100}`),
      ),
      { row: 'Requests', unit: 's', width: 12 },
    ),
    chart(
      'Requests by status',
      'Each second.',
      [
        line(
          rateOf(`${HTTP}_count`, 'service, http_response_status_code'),
          `${SERVICE} {{http_response_status_code}}`,
        ),
      ],
      { unit: 'reqps', width: 12 },
    ),
    chart(
      'Errors by kind',
      'Each second, also those that no request failed because of.',
      [line(rateOf('errors_total', 'service, kind'), `${SERVICE} {{kind}}`)],
      { unit: 'ops', width: 12 },
    ),
    chart(
      'Requests in flight',
      'That are being answered at the same time.',
      [line(`sum by (service) (http_server_active_requests{${CHOSEN}})`, SERVICE)],
      { unit: 'none', width: 12 },
    ),
    chart(
      'Availability: how fast the budget goes',
      'Share of the requests that fail / share that may. At 1, the budget of 30 days lasts 30 days; 14.4 is the alert’s level.',
      ['5m', '1h', '6h'].map((window) =>
        line(
          `max by (service) (service:http_error_ratio:rate${window}{service=~"$service"}) / max by (service) (service:http_error_ratio:budget{service=~"$service"})`,
          `${SERVICE} over ${window}`,
        ),
      ),
      { row: 'Objectives', unit: 'none', decimals: 1, width: 12 },
    ),
    chart(
      'Latency: how fast the budget goes',
      'Share of the requests that are slow / share that may be.',
      ['5m', '1h', '6h'].map((window) =>
        line(
          `max by (service) (service:http_slow_ratio:rate${window}{service=~"$service"}) / max by (service) (service:http_slow_ratio:budget{service=~"$service"})`,
          `${SERVICE} over ${window}`,
        ),
      ),
      { unit: 'none', decimals: 1, width: 12 },
    ),
  ],
};
