import type { Service } from '../../settings.js';
import type { Alert, AlertGroup } from '../alert.js';
import { durationOf } from './service-alert-settings.js';
import { SERVICES } from './service-series.js';

interface Rule {
  readonly record: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
}

export const WINDOWS = ['5m', '30m', '1h', '2h', '6h', '1d', '3d'] as const;
type Window = (typeof WINDOWS)[number];
type Kind = 'error' | 'slow';

const COUNT = 'http_server_request_duration_seconds_count';

/**
 * Returns the rules of the services' objectives: for each, the share of requests that may fail or be slow, and the
 * share that does over each window.
 */
export function objectiveRules(services: readonly Service[]): Rule[] {
  return services.flatMap(({ name, objectives }) => [
    constant('service:http_error_ratio:budget', round(1 - objectives.availability), name),
    constant('service:http_slow_ratio:budget', round(1 - objectives.fast_share), name),
    ...WINDOWS.flatMap((window) => [
      { record: `service:http_error_ratio:rate${window}`, expr: errorRatio(name, window) },
      {
        record: `service:http_slow_ratio:rate${window}`,
        expr: slowRatio(name, objectives.fast_seconds, window),
      },
    ]),
  ]);
}

/** Without requests there is no share. */
function errorRatio(service: string, window: Window): string {
  const all = `sum by (service) (rate(${COUNT}{${SERVICES},service="${service}"}[${window}]))`;
  const failed = `sum by (service) (rate(${COUNT}{${SERVICES},service="${service}",http_response_status_code=~"5.."}[${window}]))`;
  return `(${failed} or 0 * ${all}) / (${all} > 0)`;
}

function slowRatio(service: string, seconds: number, window: Window): string {
  // Prometheus 3 writes a bound of one second as 1.0, 2.x as the service does.
  const bound = Number.isInteger(seconds) ? `le=~"${seconds}([.]0)?"` : `le="${seconds}"`;
  const bucket = `http_server_request_duration_seconds_bucket{${SERVICES},service="${service}",${bound}}`;
  const all = `sum by (service) (rate(${COUNT}{${SERVICES},service="${service}"}[${window}]))`;
  return `1 - sum by (service) (rate(${bucket}[${window}])) / (${all} > 0)`;
}

function constant(record: string, value: number, service: string): Rule {
  return { record, expr: `vector(${value})`, labels: { service } };
}

function round(value: number): number {
  return Number(value.toFixed(9));
}

/** A window that says that it lasts, one that says that it still does, and how many times too fast the budget goes. */
interface Burn {
  readonly long: Window;
  readonly short: Window;
  readonly times: number;
}

/**
 * Of a budget of 30 days, these use 2 % in an hour, 5 % in six hours, 10 % in one day and in three.
 * Source: Google, The Site Reliability Workbook, chapter 5, "Multiwindow, Multi-Burn-Rate Alerts".
 */
const BURNS: Readonly<Record<'critical' | 'warning', readonly Burn[]>> = {
  critical: [
    { long: '1h', short: '5m', times: 14.4 },
    { long: '6h', short: '30m', times: 6 },
  ],
  warning: [
    { long: '1d', short: '2h', times: 3 },
    { long: '3d', short: '6h', times: 1 },
  ],
};

const LABELS = { service: 'releases' };

function burnAlert(kind: Kind, severity: 'critical' | 'warning'): Alert {
  const ratio = `service:http_${kind}_ratio`;
  const burns = BURNS[severity];
  const beyond = ({ times }: Burn, window: Window) =>
    `max_over_time(${ratio}:rate${window}[2m]) > ${times} * ${ratio}:budget`;
  const expr = burns
    .map((burn) => `(${beyond(burn, burn.long)} and ${beyond(burn, burn.short)})`)
    .join(' or ');
  const history = (share: number) =>
    Object.fromEntries([
      [`${ratio}:budget{service="releases"}`, '0.001x40'],
      ...WINDOWS.map((window) => [`${ratio}:rate${window}{service="releases"}`, `${share}x40`]),
    ]);
  // All windows alike: the slower burn of the two decides.
  const level = 0.001 * (burns[1]?.times ?? 0);
  const what = kind === 'error' ? 'fail' : 'are slow';
  const name = kind === 'error' ? 'ServiceAvailabilityBurn' : 'ServiceLatencyBurn';
  return {
    name,
    severity,
    expr,
    for: durationOf(name, '2m'),
    summary: `Too many requests of {{ $labels.service }} ${what}: {{ $value | humanizePercentage }}`,
    description:
      severity === 'critical'
        ? 'The budget of 30 days would be used up within five days, or within two.'
        : 'The budget of 30 days would be used up within 30 days, or within ten.',
    dashboard: 'perf-service-overview',
    fires: { everySeconds: 60, series: history(level * 1.05), at: '30m', labels: LABELS },
    silent: { everySeconds: 60, series: history(level * 0.95), at: '30m' },
    runbook: {
      meaning: `More requests ${what} than the objective of the service allows (\`services\` in \`monitoring/settings.yaml\`), over a long window and still now.`,
      impact:
        severity === 'critical'
          ? 'The budget of the month is used up within days.'
          : 'The objective of the month is missed if it goes on.',
      check: [
        '"Service: overview": since when, and how much of the budget is left?',
        kind === 'error' ? 'ServiceHttpErrors: which route?' : 'ServiceHttpSlow: which route?',
      ],
      fix: ['As the alert about the route says.', 'An objective that nobody needs can be lowered.'],
    },
  };
}

/** Whether services keep what their settings promise. */
export const serviceObjectiveAlerts: AlertGroup = {
  name: 'service-objectives',
  alerts: (['error', 'slow'] as const).flatMap((kind) =>
    (['critical', 'warning'] as const).map((severity) => burnAlert(kind, severity)),
  ),
};
