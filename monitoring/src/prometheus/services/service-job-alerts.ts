import type { AlertGroup } from '../alert.js';
import { alertsOf, type ServiceCheck } from './service-alert.js';
import { counterOf, SERVICES, seriesOf } from './service-series.js';

const runs = (more = '') =>
  `sum by (service, job_name) (increase(job_duration_seconds_count{${SERVICES}${more}}[15m]))`;
const JOB = { job_name: 'calendar-sync' };

const failures: ServiceCheck = {
  name: 'ServiceJobFails',
  value: `${runs(',outcome="failure"')} / ${runs()}`,
  levels: { warning: 0.2, critical: 0.8 },
  for: '2m',
  summary:
    '{{ $value | humanizePercentage }} of the runs of {{ $labels.job_name }} in {{ $labels.service }} fail',
  description: 'Over fifteen minutes.',
  dashboard: 'perf-service-business',
  labels: JOB,
  history: (share) => ({
    ...counterOf('job_duration_seconds_count', { ...JOB, outcome: 'success' }, 100 * (1 - share)),
    ...counterOf('job_duration_seconds_count', { ...JOB, outcome: 'failure' }, 100 * share),
  }),
  runbook: {
    meaning: 'A job fails again and again: a fifth of its runs is a warning, four fifths are critical.',
    impact: 'What the job is for is not done.',
    check: ['The log of the job: the first error, not the last.'],
    fix: ['What it says; then run it by hand once.'],
  },
};

const HOUR = 3_600;

const overdue: ServiceCheck = {
  name: 'ServiceJobOverdue',
  value: `time() - max by (service, job_name) (max_over_time(job_last_success_timestamp_seconds{${SERVICES}}[15m]))`,
  levels: { warning: 6 * HOUR, critical: 26 * HOUR },
  for: '10m',
  summary:
    '{{ $labels.job_name }} of {{ $labels.service }} last succeeded {{ $value | humanizeDuration }} ago',
  description: 'It may not run at all any more.',
  dashboard: 'perf-service-business',
  labels: JOB,
  trial: { at: '30h', everySeconds: 300 },
  margin: 0.1,
  history: (seconds) => ({
    [seriesOf('job_last_success_timestamp_seconds', JOB)]: `${30 * HOUR - seconds}x400`,
  }),
  runbook: {
    meaning: 'A job has not succeeded for 6 hours (warning) or 26 hours (critical).',
    impact: 'What the job is for is not done.',
    check: ['Does it run and fail (ServiceJobFails), hang (`job_active_runs`), or not run at all?'],
    fix: [
      'Start it by hand.',
      'If it runs less often by design, silence the alert for its name, or give the service a metric of its own.',
    ],
  },
};

const syncs = (more = '') => `sum by (service) (increase(calendar_sync_total{${SERVICES}${more}}[15m]))`;

const calendar: ServiceCheck = {
  name: 'ServiceCalendarSyncFails',
  value: `${syncs(',outcome="failure"')} / ${syncs()}`,
  levels: { warning: 0.2, critical: 0.8 },
  for: '2m',
  summary: '{{ $value | humanizePercentage }} of the calendar synchronisations of {{ $labels.service }} fail',
  description: 'Over fifteen minutes.',
  dashboard: 'perf-service-business',
  history: (share) => ({
    ...counterOf('calendar_sync_total', { outcome: 'success' }, 100 * (1 - share)),
    ...counterOf('calendar_sync_total', { outcome: 'failure' }, 100 * share),
  }),
  runbook: {
    meaning:
      'The calendar cannot be written: a fifth of the attempts is a warning, four fifths are critical.',
    impact: 'Releases are missing in the calendar until it succeeds again.',
    check: ['The log: a login that ended, or a limit of the calendar?'],
    fix: ['Log in again; what is missing is written at the next success.'],
  },
};

/** Whether what runs by itself runs. */
export const serviceJobAlerts: AlertGroup = {
  name: 'service-jobs',
  alerts: [failures, overdue, calendar].flatMap(alertsOf),
};
