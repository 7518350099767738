import type { Alert, AlertGroup } from '../alert.js';
import { alertsOf } from './service-alert.js';
import { histogramOf, SERVICES } from './service-series.js';

const NAMES = {
  LCP: 'the largest element is painted',
  INP: 'the page answers to an input',
  FCP: 'something is painted',
  TTFB: 'the first byte comes',
} as const;
/** From web.dev: up to the first a page is good, above the second it is poor. */
const LEVELS = {
  LCP: { warning: 2.5, critical: 4 },
  INP: { warning: 0.2, critical: 0.5 },
  FCP: { warning: 1.8, critical: 3 },
  TTFB: { warning: 0.8, critical: 1.8 },
} as const;

const FIX = [
  'Compare the page before and after the last release in the browser’s own performance tools.',
  'TTFB: the service itself. FCP and LCP: large images, scripts and fonts that block. INP: long tasks. CLS: elements without a size.',
];
const CHECK = [
  '"Service: Web Vitals": one page or all of them, since when?',
  'TTFB rises too? Then it is the service.',
];

function durationAlerts(metric: keyof typeof LEVELS): Alert[] {
  const bucket = `web_vitals_duration_seconds_bucket{${SERVICES},metric="${metric}"}`;
  return alertsOf({
    name: `Service${metric}Poor`,
    value: `histogram_quantile(0.75, sum by (service, page, le) (increase(${bucket}[30m])))`,
    levels: LEVELS[metric],
    only: `sum by (service, page) (increase(web_vitals_duration_seconds_count{${SERVICES},metric="${metric}"}[30m])) > 10`,
    for: '5m',
    summary: `It takes {{ $value | humanizeDuration }} until ${NAMES[metric]} (${metric}) on {{ $labels.page }} of {{ $labels.service }}`,
    description: 'For one visitor in four it takes longer, over half an hour.',
    dashboard: 'perf-service-web-vitals',
    labels: { page: '/' },
    trial: { at: '38m', everySeconds: 60 },
    history: (seconds) => histogramOf('web_vitals_duration_seconds', { metric, page: '/' }, seconds),
    runbook: {
      meaning: `${metric} at the 75th percentile is above what web.dev calls good (warning) or poor (critical).`,
      impact: 'The page feels slow to those who use it.',
      check: CHECK,
      fix: FIX,
    },
  });
}

const shifts = alertsOf({
  name: 'ServiceCLSPoor',
  value: `histogram_quantile(0.75, sum by (service, page, le) (increase(web_vitals_layout_shift_bucket{${SERVICES}}[30m])))`,
  levels: { warning: 0.1, critical: 0.25 },
  only: `sum by (service, page) (increase(web_vitals_layout_shift_count{${SERVICES}}[30m])) > 10`,
  for: '5m',
  summary:
    'The layout of {{ $labels.page }} of {{ $labels.service }} shifts by {{ $value | humanize }} (CLS)',
  description: 'For one visitor in four it shifts more, over half an hour.',
  dashboard: 'perf-service-web-vitals',
  labels: { page: '/' },
  trial: { at: '38m', everySeconds: 60 },
  history: (score) => histogramOf('web_vitals_layout_shift', { page: '/' }, score),
  runbook: {
    meaning: 'CLS at the 75th percentile is above what web.dev calls good (warning) or poor (critical).',
    impact: 'People press what they did not mean to.',
    check: CHECK,
    fix: FIX,
  },
});

/** Whether the pages of a service feel fast, as browsers say it. */
export const serviceWebVitalsAlerts: AlertGroup = {
  name: 'service-web-vitals',
  alerts: [...(['LCP', 'INP', 'FCP', 'TTFB'] as const).flatMap(durationAlerts), ...shifts],
};
