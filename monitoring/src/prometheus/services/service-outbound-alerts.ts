import type { AlertGroup } from '../alert.js';
import { alertsOf, type ServiceCheck } from './service-alert.js';
import { counterOf, histogramOf, SERVICES } from './service-series.js';

const COUNT = 'http_client_request_duration_seconds_count';
const LABELS = { http_request_method: 'GET', server_address: 'feed.example.com' };
const ok = { http_response_status_code: '200', error_type: '' };
const BY = 'sum by (service, server_address)';

const errors: ServiceCheck = {
  name: 'ServiceOutboundErrors',
  // An error without a response, or a response that is one.
  value: `${BY} (increase(${COUNT}{${SERVICES},error_type!=""}[5m]) or increase(${COUNT}{${SERVICES},http_response_status_code=~"5.."}[5m])) / ${BY} (increase(${COUNT}{${SERVICES}}[5m]))`,
  levels: { warning: 0.1, critical: 0.3 },
  for: '2m',
  summary:
    '{{ $value | humanizePercentage }} of the requests of {{ $labels.service }} to {{ $labels.server_address }} fail',
  description: 'Without a response, or with a status from 500 on, over five minutes.',
  dashboard: 'perf-service-api',
  labels: { server_address: LABELS.server_address },
  history: (share) => ({
    ...counterOf(COUNT, { ...LABELS, ...ok }, 100 * (1 - share)),
    ...counterOf(COUNT, { ...LABELS, ...ok, http_response_status_code: '503' }, 50 * share),
    ...counterOf(COUNT, { ...LABELS, http_response_status_code: '', error_type: 'ECONNREFUSED' }, 50 * share),
  }),
  runbook: {
    meaning: 'Another service fails, as this one sees it: 10 % is a warning, 30 % critical.',
    impact: 'What comes from there is old or missing.',
    check: [
      'Their status page; `curl` from the same machine.',
      '`error_type`: a name, a timeout, a certificate?',
    ],
    fix: [
      'Wait and ask less often; use what was got before.',
      'A login or certificate that ended: renew it.',
    ],
  },
};

const slow: ServiceCheck = {
  name: 'ServiceOutboundSlow',
  value: `histogram_quantile(0.95, sum by (service, server_address, le) (increase(http_client_request_duration_seconds_bucket{${SERVICES}}[5m])))`,
  levels: { warning: 2, critical: 5 },
  for: '5m',
  summary:
    '{{ $labels.server_address }} takes {{ $value | humanizeDuration }} for the requests of {{ $labels.service }}',
  description: 'At the 95th percentile, over five minutes.',
  dashboard: 'perf-service-api',
  labels: { server_address: LABELS.server_address },
  history: (seconds) => histogramOf('http_client_request_duration_seconds', { ...LABELS, ...ok }, seconds),
  runbook: {
    meaning: 'Another service is slow, as this one sees it: 2 s are a warning, 5 s critical.',
    impact: 'Routes that wait for it are slow too.',
    check: [
      'Is it slow from elsewhere as well?',
      'Is this event loop late? Then answers wait here, not there.',
    ],
    fix: ['A shorter timeout, and an answer without it.'],
  },
};

/** Whether others answer what a service asks of them. */
export const serviceOutboundAlerts: AlertGroup = {
  name: 'service-outbound',
  alerts: [errors, slow].flatMap(alertsOf),
};
