import type { AlertGroup } from '../alert.js';
import { alertsOf, type ServiceCheck } from './service-alert.js';
import { counterOf, SERVICES } from './service-series.js';

const sent = (more = '') =>
  `sum by (service, channel) (increase(notifications_sent_total{${SERVICES}${more}}[10m]))`;

const failures: ServiceCheck = {
  name: 'ServiceNotificationsFail',
  value: `${sent(',outcome="failure"')} / ${sent()}`,
  levels: { warning: 0.1, critical: 0.5 },
  for: '2m',
  summary:
    '{{ $value | humanizePercentage }} of the notifications of {{ $labels.service }} by {{ $labels.channel }} fail',
  description: 'Over ten minutes.',
  dashboard: 'perf-service-business',
  labels: { channel: 'email' },
  history: (share) => ({
    ...counterOf('notifications_sent_total', { channel: 'email', outcome: 'success' }, 100 * (1 - share)),
    ...counterOf('notifications_sent_total', { channel: 'email', outcome: 'failure' }, 100 * share),
  }),
  runbook: {
    meaning: 'Notifications of one channel could not be sent: 10 % is a warning, 50 % critical.',
    impact: 'People do not learn what they wait for, or learn it late.',
    check: [
      'The log: what does the mail server, or whoever sends, answer?',
      'A limit of theirs, a login, a key?',
    ],
    fix: ['What it says. Then send again what stayed pending.'],
  },
};

/** Whether people are told. */
export const serviceNotificationAlerts: AlertGroup = {
  name: 'service-notifications',
  alerts: [failures].flatMap(alertsOf),
};
