import type { AlertGroup } from '../alert.js';
import { alertsOf, type ServiceCheck } from './service-alert.js';
import { gaugeOf, SERVICES } from './service-series.js';

const ofInstance = (expr: string) => `max by (service, instance) (${expr})`;

const cpu: ServiceCheck = {
  name: 'ServiceCpuHigh',
  value: ofInstance(`avg_over_time(system_cpu_utilization_ratio{${SERVICES}}[5m])`),
  levels: { warning: 0.85, critical: 0.95 },
  for: '5m',
  summary:
    'The machine of {{ $labels.service }} ({{ $labels.instance }}) uses {{ $value | humanizePercentage }} of its CPU',
  description: 'All cores together, over five minutes.',
  dashboard: 'perf-service-system',
  byInstance: true,
  history: (share) => gaugeOf('system_cpu_utilization_ratio', {}, share),
  runbook: {
    meaning: 'The cores of a machine that a service runs on are nearly all in use.',
    impact: 'Requests wait for a core; times of all routes rise together.',
    check: ['"Service: resources": is it the service’s own process, or another?', 'The rate of requests.'],
    fix: ['Add instances or cores; move other work elsewhere.', 'If a release made it so: profile it.'],
  },
};

const memory: ServiceCheck = {
  name: 'ServiceMemoryHigh',
  value: ofInstance(`avg_over_time(system_memory_utilization_ratio{${SERVICES}}[5m])`),
  levels: { warning: 0.85, critical: 0.95 },
  for: '5m',
  summary:
    'The machine of {{ $labels.service }} ({{ $labels.instance }}) uses {{ $value | humanizePercentage }} of its memory',
  description: 'Over five minutes.',
  dashboard: 'perf-service-system',
  byInstance: true,
  history: (share) => gaugeOf('system_memory_utilization_ratio', {}, share),
  runbook: {
    meaning: 'Little memory is left on a machine that a service runs on.',
    impact: 'The machine swaps, or the kernel ends a process: perhaps the service.',
    check: [
      '"Service: resources": does the resident memory of the process grow without end?',
      'Heap or external memory? The heap is JavaScript’s own, external memory is buffers.',
    ],
    fix: ['Restart the service, which gains time; find what it keeps with a heap snapshot.'],
  },
};

const disk: ServiceCheck = {
  name: 'ServiceDiskFull',
  value: ofInstance(`max_over_time(system_filesystem_utilization_ratio{${SERVICES}}[5m])`),
  levels: { warning: 0.85, critical: 0.95 },
  for: '5m',
  summary:
    'The disk of {{ $labels.service }} ({{ $labels.instance }}) is {{ $value | humanizePercentage }} full',
  description: 'The file system that the service looks at (`disk`).',
  dashboard: 'perf-service-system',
  byInstance: true,
  history: (share) =>
    gaugeOf('system_filesystem_utilization_ratio', { system_filesystem_mountpoint: '/' }, share),
  runbook: {
    meaning: 'A file system of a service is nearly full: 85 % is a warning, 95 % critical.',
    impact: 'Its database can write nothing once it is full.',
    check: ['`du -x -d2 /`: logs, temporary files, the database itself?'],
    fix: ['Delete or rotate what grows, or enlarge the disk.'],
  },
};

const eventLoop: ServiceCheck = {
  name: 'ServiceEventLoopLag',
  value: ofInstance(`avg_over_time(nodejs_eventloop_lag_p99_seconds{${SERVICES}}[5m])`),
  levels: { warning: 0.2, critical: 1 },
  for: '2m',
  summary:
    'The event loop of {{ $labels.service }} ({{ $labels.instance }}) is {{ $value | humanizeDuration }} late',
  description: 'At the 99th percentile, on average over five minutes: so long nobody is answered.',
  dashboard: 'perf-service-system',
  byInstance: true,
  history: (seconds) => gaugeOf('nodejs_eventloop_lag_p99_seconds', {}, seconds),
  runbook: {
    meaning: 'Something computes for long without a pause, and everything else in the process waits.',
    impact: 'All requests of the instance are late by this much, whatever they ask for.',
    check: [
      'Which route began to be slow at that time? Its own time is long; the others only wait.',
      'A CPU profile: `node --cpu-prof`, or `kill -USR1` and a debugger.',
    ],
    fix: [
      'Split the work, or move it to a worker thread. Large JSON and regular expressions are usual causes.',
    ],
  },
};

const files: ServiceCheck = {
  name: 'ServiceOpenFiles',
  value: ofInstance(
    `max_over_time(process_open_fds{${SERVICES}}[5m]) / max_over_time(process_max_fds{${SERVICES}}[5m])`,
  ),
  levels: { warning: 0.7, critical: 0.9 },
  for: '5m',
  summary:
    '{{ $labels.service }} ({{ $labels.instance }}) has {{ $value | humanizePercentage }} of the files open that it may',
  description: 'Connections count as files.',
  dashboard: 'perf-service-system',
  byInstance: true,
  history: (share) => ({
    ...gaugeOf('process_open_fds', {}, 1_000 * share),
    ...gaugeOf('process_max_fds', {}, 1_000),
  }),
  runbook: {
    meaning: 'The process nearly has as many files and connections open as the system lets it.',
    impact: 'Beyond that it can accept no connection and open no file.',
    check: ['`ls -l /proc/PID/fd`: files, or sockets, and to whom?'],
    fix: [
      'Close what is left open: responses whose body nobody reads, files after an error.',
      'Raise `ulimit -n`.',
    ],
  },
};

/** Whether the machine and the process of a service have what they need. */
export const serviceSystemAlerts: AlertGroup = {
  name: 'service-system',
  alerts: [cpu, memory, disk, eventLoop, files].flatMap(alertsOf),
};
