import type { AlertGroup } from '../alert.js';
import { alertsOf, type ServiceCheck } from './service-alert.js';
import { counterOf, gaugeOf, histogramOf, SERVICES, seriesOf } from './service-series.js';

const COUNT = 'http_server_request_duration_seconds_count';
const LABELS = { http_request_method: 'GET', http_route: '/api/works', http_response_status_code: '200' };
const requests = (range: string, more = '') =>
  `sum by (service) (increase(${COUNT}{${SERVICES}${more}}[${range}]))`;

const errors: ServiceCheck = {
  name: 'ServiceHttpErrors',
  value: `${requests('5m', ',http_response_status_code=~"5.."')} / ${requests('5m')}`,
  levels: { warning: 0.05, critical: 0.15 },
  only: `${requests('5m')} > 10`,
  for: '2m',
  summary: '{{ $labels.service }} answers {{ $value | humanizePercentage }} of its requests with an error',
  description: 'Responses with a status from 500 on, over five minutes.',
  dashboard: 'perf-service-api',
  history: (share) => ({
    ...counterOf(COUNT, LABELS, 100 * (1 - share)),
    ...counterOf(COUNT, { ...LABELS, http_response_status_code: '500' }, 100 * share),
  }),
  runbook: {
    meaning: 'Of a service’s requests, 5 % (warning) or 15 % (critical) get a status from 500 on.',
    impact: 'Those who asked got nothing.',
    check: [
      '"Service: API": which route, and since when?',
      '`errors_total` by kind: is it the database, an outbound call, or the service itself?',
      'Whether a release went out at that time.',
    ],
    fix: ['Roll the release back; otherwise, see the alert of the database or of the outbound call.'],
  },
};

const slow: ServiceCheck = {
  name: 'ServiceHttpSlow',
  value: `histogram_quantile(0.95, sum by (service, http_route, le) (increase(http_server_request_duration_seconds_bucket{${SERVICES}}[5m])))`,
  levels: { info: 1, warning: 2, critical: 5 },
  only: `sum by (service, http_route) (increase(${COUNT}{${SERVICES}}[5m])) > 10`,
  for: '5m',
  summary:
    '{{ $labels.http_route }} of {{ $labels.service }} takes {{ $value | humanizeDuration }} at the 95th percentile',
  description: 'One request in twenty takes longer, over five minutes.',
  dashboard: 'perf-service-api',
  labels: { http_route: LABELS.http_route },
  history: (seconds) => histogramOf('http_server_request_duration_seconds', LABELS, seconds),
  runbook: {
    meaning: 'The 95th percentile of a route is above 1 s (info), 2 s (warning) or 5 s (critical).',
    impact: 'Those who use the route wait.',
    check: [
      '"Service: API": one route or all of them?',
      'One: its database operations and outbound calls. All: CPU, event loop and memory in "Service: resources".',
      'A trace of a slow request, if tracing is on.',
    ],
    fix: [
      'Send load to the route of this release and of the one before (`perf-suite load`), and compare the two runs with `perf-guard check`.',
      'Add instances if all of it is load.',
    ],
  },
};

const inFlight: ServiceCheck = {
  name: 'ServiceRequestsPileUp',
  value: `sum by (service) (avg_over_time(http_server_active_requests{${SERVICES}}[5m]))`,
  levels: { warning: 100, critical: 500 },
  for: '2m',
  summary: '{{ $value | humanize }} requests of {{ $labels.service }} wait for an answer at the same time',
  description: 'On average over five minutes.',
  dashboard: 'perf-service-api',
  history: (count) => gaugeOf('http_server_active_requests', { http_request_method: 'GET' }, count),
  runbook: {
    meaning: 'More requests come than are answered: 100 at once are a warning, 500 critical.',
    impact: 'Each request waits longer, until clients give up and ask again.',
    check: ['"Service": did the rate rise, or the time of each request?', 'Is something that it calls slow?'],
    fix: ['Add instances, or limit the rate; a timeout on outbound calls keeps a slow one from piling up.'],
  },
};

const NOW = requests('10m');
const EARLIER = `sum by (service) (increase(${COUNT}{${SERVICES}}[10m] offset 1h))`;

const gone: ServiceCheck = {
  name: 'ServiceTrafficGone',
  value: `${NOW} / (${EARLIER} > 100)`,
  compare: '<',
  levels: { warning: 0.1 },
  for: '5m',
  summary: '{{ $labels.service }} gets {{ $value | humanizePercentage }} of the requests of an hour ago',
  description: 'Over ten minutes. The service itself answers: what is in front of it may not.',
  dashboard: 'perf-service',
  trial: { at: '100m', everySeconds: 60 },
  history: (share) => ({
    [seriesOf(COUNT, LABELS)]: `0+100x70 ${7_000 + 100 * share}+${100 * share}x40`,
  }),
  runbook: {
    meaning: 'The service gets less than a tenth of the requests that it got an hour before.',
    impact: 'Perhaps none: nights exist. Or nobody reaches it.',
    check: ['Can you reach it as its users do: name, certificate, load balancer?'],
    fix: ['What is in front of the service.', 'Silence the alert for hours in which nobody works.'],
  },
};

/** Whether a service answers its requests, and how fast. */
export const serviceHttpAlerts: AlertGroup = {
  name: 'service-http',
  alerts: [errors, slow, inFlight, gone].flatMap(alertsOf),
};
