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
const DATABASE = 'db_client_operation_duration_seconds';
const OUTBOUND = 'http_client_request_duration_seconds';
const SERVICE = '{{service}}';

/** One look at a service: what it is asked, what it needs, what it is there for. */
export const serviceDashboard: DashboardSpecification = {
  uid: 'perf-service',
  title: 'Service',
  description: 'A service at a glance: requests, machine, database, business.',
  variables: ['service'],
  from: 'now-1h',
  panels: [
    chart(
      'Request rate',
      'Requests answered each second.',
      [line(rateOf(`${HTTP}_count`, 'service'), SERVICE)],
      { row: 'Requests', unit: 'reqps' },
    ),
    chart(
      'Response time, p95',
      'One request in twenty takes longer. The alerts’ levels are 1, 2 and 5 s, by route.',
      [line(percentileOf(HTTP, 'service'), SERVICE)],
      { unit: 's' },
    ),
    chart(
      'Error rate',
      'Share of the requests that get a status from 500 on. The alerts’ levels are 5 and 15 %.',
      [line(shareOf(`${HTTP}_count`, 'service', SERVER_ERRORS), SERVICE)],
      { unit: 'percentunit', thresholds: levels(0.05, 0.15) },
    ),
    stat(
      'CPU',
      'Of all cores of the machine.',
      line(`max by (service) (system_cpu_utilization_ratio{${CHOSEN}})`, SERVICE),
      { row: 'Machine', unit: 'percentunit', width: 8, thresholds: levels(0.85, 0.95) },
    ),
    stat(
      'Memory',
      'Of the machine.',
      line(`max by (service) (system_memory_utilization_ratio{${CHOSEN}})`, SERVICE),
      { unit: 'percentunit', width: 8, thresholds: levels(0.85, 0.95) },
    ),
    stat(
      'Disk',
      'Of the file system that the service looks at.',
      line(`max by (service) (system_filesystem_utilization_ratio{${CHOSEN}})`, SERVICE),
      { unit: 'percentunit', width: 8, thresholds: levels(0.85, 0.95) },
    ),
    chart(
      'Database rate',
      'Database operations each second.',
      [line(rateOf(`${DATABASE}_count`, 'service'), SERVICE)],
      { row: 'Database and others', unit: 'ops', width: 6 },
    ),
    chart(
      'Database time, p95',
      'One operation in twenty takes longer.',
      [line(percentileOf(DATABASE, 'service'), SERVICE)],
      { unit: 's', width: 6 },
    ),
    chart(
      'Outbound rate',
      'Requests to other services each second.',
      [line(rateOf(`${OUTBOUND}_count`, 'service, server_address'), `${SERVICE} to {{server_address}}`)],
      { unit: 'reqps', width: 6 },
    ),
    chart(
      'Outbound time, p95',
      'One request to another service in twenty takes longer.',
      [line(percentileOf(OUTBOUND, 'service'), SERVICE)],
      { unit: 's', width: 6 },
    ),
    stat(
      'Works',
      'Works that are followed.',
      line(`max by (service) (sum by (service, instance) (works_total{${CHOSEN}}))`, SERVICE),
      { row: 'Business', unit: 'none', decimals: 0 },
    ),
    stat(
      'Facts',
      'Facts that are known about works.',
      line(`max by (service) (knowledge_total{${CHOSEN}})`, SERVICE),
      { unit: 'none', decimals: 0 },
    ),
    stat(
      'Pending',
      'Releases that nobody was told of yet. The alerts’ levels are 1,000 and 4,000.',
      line(`max by (service) (releases_pending{${CHOSEN}})`, SERVICE),
      { unit: 'none', decimals: 0, thresholds: levels(1_000, 4_000) },
    ),
    chart(
      'Notification rate',
      'Notifications each second, by outcome.',
      [line(rateOf('notifications_sent_total', 'service, outcome'), `${SERVICE} {{outcome}}`)],
      { unit: 'ops', width: 6, height: 5 },
    ),
  ],
};
