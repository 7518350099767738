import type { DashboardSpecification } from '../panel.js';
import { CHOSEN, chart, line, percentileOf, rateOf } from './service-panels.js';

const SERVICE = '{{service}}';

/** What a service is there for. Its own metrics are an example: put yours here. */
export const serviceBusinessDashboard: DashboardSpecification = {
  uid: 'perf-service-business',
  title: 'Service: business',
  description: 'What a service is there for: users, notifications, jobs, and the things of the example.',
  variables: ['service'],
  from: 'now-6h',
  panels: [
    chart(
      'Works by kind',
      'That are followed.',
      [line(`max by (service, kind) (works_total{${CHOSEN}})`, `${SERVICE} {{kind}}`)],
      { row: 'Things', unit: 'none', decimals: 0 },
    ),
    chart(
      'Pending releases',
      'That nobody was told of yet. The alerts’ levels are 1,000 and 4,000.',
      [line(`max by (service) (releases_pending{${CHOSEN}})`, SERVICE)],
      { unit: 'none', decimals: 0 },
    ),
    chart(
      'Facts',
      'That are known about works.',
      [line(`max by (service) (knowledge_total{${CHOSEN}})`, SERVICE)],
      { unit: 'none', decimals: 0 },
    ),
    chart(
      'Notifications',
      'Each second, by channel and outcome.',
      [
        line(
          rateOf('notifications_sent_total', 'service, channel, outcome'),
          `${SERVICE} {{channel}} {{outcome}}`,
        ),
      ],
      { row: 'What it does', unit: 'ops' },
    ),
    chart(
      'Calendar',
      'Synchronisations each second by outcome, and events that they created.',
      [
        line(rateOf('calendar_sync_total', 'service, outcome'), `${SERVICE} {{outcome}}`),
        line(rateOf('calendar_events_created', 'service'), `${SERVICE} events`),
      ],
      { unit: 'ops' },
    ),
    chart(
      'Jobs',
      'Runs each second, by job and outcome.',
      [
        line(
          rateOf('job_duration_seconds_count', 'service, job_name, outcome'),
          `${SERVICE} {{job_name}} {{outcome}}`,
        ),
      ],
      { unit: 'ops' },
    ),
    chart(
      'Time of jobs, p95',
      'One run in twenty takes longer.',
      [line(percentileOf('job_duration_seconds', 'service, job_name'), `${SERVICE} {{job_name}}`)],
      { unit: 's' },
    ),
    chart(
      'Time since a job succeeded',
      'The alerts’ levels are 6 and 26 hours.',
      [
        line(
          `time() - max by (service, job_name) (job_last_success_timestamp_seconds{${CHOSEN}})`,
          `${SERVICE} {{job_name}}`,
        ),
      ],
      { unit: 's' },
    ),
    chart(
      'Active users',
      'Different ones within five minutes.',
      [line(`sum by (service) (active_users{${CHOSEN}})`, SERVICE)],
      { row: 'Who uses it', unit: 'none', decimals: 0, width: 12 },
    ),
    chart(
      'Log-ins',
      'Each second, by method and outcome.',
      [line(rateOf('auth_attempts_total', 'service, method, outcome'), `${SERVICE} {{method}} {{outcome}}`)],
      { unit: 'ops', width: 12 },
    ),
  ],
};
