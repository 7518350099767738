import type { AlertGroup } from '../alert.js';
import { alertsOf, type ServiceCheck } from './service-alert.js';
import { counterOf, gaugeOf, SERVICES, seriesOf } from './service-series.js';

const down: ServiceCheck = {
  name: 'ServiceDown',
  value: `max by (service, instance) (max_over_time(up{${SERVICES}}[1m]))`,
  compare: '<',
  levels: { critical: 1 },
  for: '1m',
  summary: '{{ $labels.service }} ({{ $labels.instance }}) does not answer',
  description: 'Prometheus could not read its metrics for a minute.',
  dashboard: 'perf-service',
  byInstance: true,
  history: (value) => gaugeOf('up', {}, value < 1 ? 0 : 1),
  runbook: {
    meaning: 'An instance does not answer Prometheus.',
    impact: 'It is likely that it answers nobody.',
    check: ['`curl HOST:PORT/health` from the machine and from elsewhere.', 'Its last lines in the log.'],
    fix: ['Start it again; if it ends again, run the release before.'],
  },
};

const restarts: ServiceCheck = {
  name: 'ServiceRestarts',
  value: `max by (service, instance) (changes(process_start_time_seconds{${SERVICES}}[30m]))`,
  levels: { warning: 2, critical: 5 },
  for: '1m',
  summary: '{{ $labels.service }} ({{ $labels.instance }}) started {{ $value }} times in half an hour',
  description: 'Something ends it, and something starts it again.',
  dashboard: 'perf-service-system',
  byInstance: true,
  margin: 0.3,
  // So many starts, two minutes apart.
  history: (count) => {
    const starts = Array.from({ length: Math.ceil(count) }, (_, i) => `${(i + 1) * 100}x1`);
    return { [seriesOf('process_start_time_seconds')]: `1x8 ${starts.join(' ')} ${starts.length * 100}x40` };
  },
  runbook: {
    meaning:
      'A process starts again and again: more than twice in half an hour is a warning, five times critical.',
    impact: 'Requests are lost at each end, and caches are empty after each start.',
    check: ['Its exit code and last lines: an error that nobody caught, or the system for want of memory?'],
    fix: ['As the reason says; a release goes back.'],
  },
};

const readings: ServiceCheck = {
  name: 'ServiceReadingsFail',
  value: `sum by (service, metric) (increase(instrument_failed_readings_total{${SERVICES}}[10m]))`,
  levels: { warning: 3 },
  for: '2m',
  summary: '{{ $labels.metric }} of {{ $labels.service }} could not be read',
  description: 'Its panels show the last value that could.',
  dashboard: 'perf-service',
  labels: { metric: 'works_total' },
  history: (count) => counterOf('instrument_failed_readings_total', { metric: 'works_total' }, count / 10),
  runbook: {
    meaning: 'A gauge that is asked at each scrape throws.',
    impact: 'What is shown of it is old.',
    check: ['What does the gauge ask? Mostly the database: see its alerts.'],
    fix: ['What fails there.'],
  },
};

const refused: ServiceCheck = {
  name: 'ServiceSeriesRefused',
  value: `sum by (service, metric) (increase(instrument_refused_series_total{${SERVICES}}[30m]))`,
  levels: { warning: 1 },
  for: '1m',
  summary: '{{ $labels.metric }} of {{ $labels.service }} has more label values than it may',
  description: 'What comes further is counted as `other`.',
  dashboard: 'perf-service',
  labels: { metric: 'job_duration_seconds' },
  margin: 0.5,
  history: (count) =>
    counterOf('instrument_refused_series_total', { metric: 'job_duration_seconds' }, count / 30),
  runbook: {
    meaning: 'A label holds something of which there is no end: ids, addresses, messages.',
    impact: 'The metric no longer tells its cases apart.',
    check: ['`/metrics`: which label of that metric has so many values?'],
    fix: ['Put a kind or state there instead. Raise `seriesCap` only if there really are so many.'],
  },
};

const scrapes: ServiceCheck = {
  name: 'ServiceScrapeSlow',
  value: `max by (service, instance) (avg_over_time(scrape_duration_seconds{${SERVICES}}[5m]))`,
  levels: { warning: 2 },
  for: '5m',
  summary:
    '{{ $labels.service }} ({{ $labels.instance }}) takes {{ $value | humanizeDuration }} to show its metrics',
  description: 'On average over five minutes; after five seconds, Prometheus gives up.',
  dashboard: 'perf-service',
  byInstance: true,
  history: (seconds) => gaugeOf('scrape_duration_seconds', {}, seconds),
  runbook: {
    meaning: 'Reading the metrics takes long.',
    impact: 'Soon there are none: alerts and dashboards end.',
    check: [
      'Is the event loop late? Then everything is.',
      'A gauge that asks something slow at each scrape?',
    ],
    fix: ['Let such a gauge be set by a job instead; have fewer series.'],
  },
};

/** Whether a service is there, and whether its metrics can be relied on. */
export const serviceHealthAlerts: AlertGroup = {
  name: 'service-health',
  alerts: [down, restarts, readings, refused, scrapes].flatMap(alertsOf),
};
