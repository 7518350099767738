import type { AlertGroup } from '../alert.js';
import { alertsOf, type ServiceCheck } from './service-alert.js';
import { counterOf, gaugeOf, SERVICES } from './service-series.js';

const lookUps = (metric: string) => `sum by (service, cache) (increase(${metric}{${SERVICES}}[10m]))`;
const HITS = lookUps('cache_hits_total');
const MISSES = lookUps('cache_misses_total');

const cache: ServiceCheck = {
  name: 'ServiceCacheHitsLow',
  value: `${HITS} / (${HITS} + ${MISSES})`,
  compare: '<',
  levels: { warning: 0.5, critical: 0.1 },
  only: `${HITS} + ${MISSES} > 100`,
  for: '5m',
  summary:
    'The cache {{ $labels.cache }} of {{ $labels.service }} answers {{ $value | humanizePercentage }} of what it is asked',
  description: 'Over ten minutes.',
  dashboard: 'perf-service-api',
  labels: { cache: 'works' },
  history: (share) => ({
    ...counterOf('cache_hits_total', { cache: 'works' }, 100 * share),
    ...counterOf('cache_misses_total', { cache: 'works' }, 100 * (1 - share)),
  }),
  runbook: {
    meaning: 'A cache answers less than half (warning) or a tenth (critical) of what it is asked.',
    impact: 'The database gets the rest, and answers are slower.',
    check: ['Was it emptied, by a restart for instance?', 'Do keys differ that mean the same?'],
    fix: ['Keep entries for longer, or more of them; make the keys alike.'],
  },
};

const pending: ServiceCheck = {
  name: 'ServiceReleasesPending',
  value: `max by (service) (min_over_time(releases_pending{${SERVICES}}[10m]))`,
  levels: { warning: 1_000, critical: 4_000 },
  for: '5m',
  summary: '{{ $value | humanize }} releases of {{ $labels.service }} wait to be told',
  description: 'The fewest over ten minutes.',
  dashboard: 'perf-service-business',
  history: (count) => gaugeOf('releases_pending', {}, count),
  runbook: {
    meaning: 'More releases are found than people are told of: 1,000 are a warning, 4,000 critical.',
    impact: 'People learn of releases hours late.',
    check: ['Do notifications fail (ServiceNotificationsFail), or are they only slow?'],
    fix: ['Send more at once; find out why the feed brings so many.'],
  },
};

const works: ServiceCheck = {
  name: 'ServiceWorksMissing',
  value: `sum by (service) (max_over_time(works_total{${SERVICES}}[5m]))`,
  compare: '<',
  levels: { critical: 1 },
  for: '2m',
  summary: '{{ $labels.service }} knows no work any more',
  description: 'Its table of works is empty.',
  dashboard: 'perf-service-business',
  history: (count) => gaugeOf('works_total', { kind: 'anime' }, Math.floor(count)),
  runbook: {
    meaning: 'The service counts no works at all.',
    impact: 'All lists are empty; nothing can be found.',
    check: ['Is it the right database? Was a migration or an import wrong?'],
    fix: ['Restore the table from the backup.'],
  },
};

const attempts = (more = '') => `sum by (service) (increase(auth_attempts_total{${SERVICES}${more}}[10m]))`;

const logins: ServiceCheck = {
  name: 'ServiceLoginsFail',
  value: `${attempts(',outcome="failure"')} / ${attempts()}`,
  levels: { warning: 0.5 },
  only: `${attempts()} > 20`,
  for: '5m',
  summary: '{{ $value | humanizePercentage }} of the log-ins of {{ $labels.service }} fail',
  description: 'Over ten minutes.',
  dashboard: 'perf-service-business',
  history: (share) => ({
    ...counterOf('auth_attempts_total', { method: 'token', outcome: 'success' }, 100 * (1 - share)),
    ...counterOf('auth_attempts_total', { method: 'token', outcome: 'failure' }, 100 * share),
  }),
  runbook: {
    meaning: 'More than half of the attempts to log in fail.',
    impact: 'Somebody guesses passwords, or nobody can log in.',
    check: ['Many addresses or one? Since a release?'],
    fix: ['Limit the rate by address; roll back.'],
  },
};

const limited: ServiceCheck = {
  name: 'ServiceRateLimited',
  value: `sum by (service, limit) (increase(rate_limit_hits_total{${SERVICES}}[10m]))`,
  levels: { warning: 100, critical: 5_000 },
  for: '2m',
  summary: 'The limit {{ $labels.limit }} of {{ $labels.service }} refused {{ $value | humanize }} requests',
  description: 'In ten minutes.',
  dashboard: 'perf-service-business',
  labels: { limit: 'wrong-tokens' },
  history: (count) => counterOf('rate_limit_hits_total', { limit: 'wrong-tokens' }, count / 10),
  runbook: {
    meaning: 'A rate limit refuses many requests: 100 in ten minutes are a warning, 5,000 critical.',
    impact: 'Clients that do no harm may be refused too.',
    check: ['Who asks: one client in a loop, or many?'],
    fix: ['Tell the client, block it, or raise the limit.'],
  },
};

const errors: ServiceCheck = {
  name: 'ServiceErrorsMany',
  value: `sum by (service, kind) (increase(errors_total{${SERVICES}}[10m]))`,
  levels: { warning: 100, critical: 1_000 },
  for: '2m',
  summary: '{{ $value | humanize }} errors of the kind {{ $labels.kind }} in {{ $labels.service }}',
  description: 'In ten minutes.',
  dashboard: 'perf-service',
  labels: { kind: 'outbound' },
  history: (count) => counterOf('errors_total', { kind: 'outbound' }, count / 10),
  runbook: {
    meaning: 'Many errors of one kind, whether or not a request failed because of them.',
    impact: 'As of the kind: the alerts about HTTP, database, outbound calls and jobs say more.',
    check: ['The log, for that kind.'],
    fix: ['What it says.'],
  },
};

/** Whether a service does what it is there for. */
export const serviceBusinessAlerts: AlertGroup = {
  name: 'service-business',
  alerts: [cache, pending, works, logins, limited, errors].flatMap(alertsOf),
};
