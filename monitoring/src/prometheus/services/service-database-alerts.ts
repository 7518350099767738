import type { AlertGroup } from '../alert.js';
import { alertsOf, type ServiceCheck } from './service-alert.js';
import { counterOf, gaugeOf, histogramOf, SERVICES } from './service-series.js';

const COUNT = 'db_client_operation_duration_seconds_count';
const LABELS = { db_system_name: 'sqlite', db_operation_name: 'select', db_collection_name: 'works' };
const operations = (more = '') => `sum by (service) (increase(${COUNT}{${SERVICES}${more}}[5m]))`;

const errors: ServiceCheck = {
  name: 'ServiceDatabaseErrors',
  value: `${operations(',error_type!=""')} / ${operations()}`,
  levels: { warning: 0.01, critical: 0.1 },
  for: '2m',
  summary: '{{ $value | humanizePercentage }} of the database operations of {{ $labels.service }} fail',
  description: 'Over five minutes.',
  dashboard: 'perf-service-api',
  history: (share) => ({
    ...counterOf(COUNT, { ...LABELS, error_type: '' }, 1_000 * (1 - share)),
    ...counterOf(COUNT, { ...LABELS, error_type: 'SqliteError' }, 1_000 * share),
  }),
  runbook: {
    meaning: 'Statements fail: 1 % is a warning, 10 % critical.',
    impact: 'What needs them is answered with an error, or is not saved.',
    check: [
      '`error_type`, operation and table of the failed ones; the log of the service has the message.',
      'Does the database answer? Is its disk full?',
    ],
    fix: ['A migration that is missing, a lock, a constraint: as the message says.', 'Restore the database.'],
  },
};

const slow: ServiceCheck = {
  name: 'ServiceDatabaseSlow',
  value: `histogram_quantile(0.95, sum by (service, le) (increase(db_client_operation_duration_seconds_bucket{${SERVICES}}[5m])))`,
  levels: { warning: 0.5, critical: 2 },
  for: '5m',
  summary:
    'Database operations of {{ $labels.service }} take {{ $value | humanizeDuration }} at the 95th percentile',
  description: 'Over five minutes.',
  dashboard: 'perf-service-api',
  history: (seconds) =>
    histogramOf('db_client_operation_duration_seconds', { ...LABELS, error_type: '' }, seconds),
  runbook: {
    meaning: 'One statement in twenty takes longer than 0.5 s (warning) or 2 s (critical).',
    impact: 'All routes that read or write wait.',
    check: ['"Service: API": which operation, on which table?', 'The plan of that statement (`EXPLAIN`).'],
    fix: ['An index that is missing, or rows that nobody deletes.', 'A lock that somebody holds.'],
  },
};

const waiting: ServiceCheck = {
  name: 'ServiceDatabaseWaiting',
  value: `sum by (service) (min_over_time(db_client_connection_pending_requests{${SERVICES}}[5m]))`,
  levels: { warning: 1, critical: 10 },
  for: '1m',
  summary:
    '{{ $value | humanize }} callers of {{ $labels.service }} wait for a database connection all the time',
  description: 'The fewest over five minutes.',
  dashboard: 'perf-service-api',
  history: (count) =>
    gaugeOf('db_client_connection_pending_requests', { db_client_connection_pool_name: 'default' }, count),
  runbook: {
    meaning: 'The pool has too few connections for what is asked, or they are not given back.',
    impact: 'Requests wait before their first statement runs.',
    check: ['Are the connections used for long (slow statements), or never given back (a leak)?'],
    fix: ['Make the statements faster; then enlarge the pool, as far as the database allows.'],
  },
};

/** Whether the database does what a service asks of it. */
export const serviceDatabaseAlerts: AlertGroup = {
  name: 'service-database',
  alerts: [errors, slow, waiting].flatMap(alertsOf),
};
