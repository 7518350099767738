import { counter, gauge, histogram } from './metric-definition.js';

/** The thresholds of web.dev: up to the first a value is good, above the second it is poor. */
export const WEB_VITALS = {
  LCP: { unit: 'ms', good: 2_500, poor: 4_000 },
  INP: { unit: 'ms', good: 200, poor: 500 },
  FCP: { unit: 'ms', good: 1_800, poor: 3_000 },
  TTFB: { unit: 'ms', good: 800, poor: 1_800 },
  CLS: { unit: 'score', good: 0.1, poor: 0.25 },
} as const;

export type WebVitalName = keyof typeof WEB_VITALS;

/** What browsers report of the pages that they show. */
export const WEB_VITALS_METRICS = {
  duration: histogram({
    name: 'web_vitals_duration_seconds',
    help: 'LCP, INP, FCP and TTFB, as browsers measure them.',
    labels: ['metric', 'page'],
    // With both thresholds of each.
    bounds: [0.05, 0.1, 0.2, 0.5, 0.8, 1.2, 1.8, 2.5, 3, 4, 6, 10, 30],
  }),
  layoutShift: histogram({
    name: 'web_vitals_layout_shift',
    help: 'CLS, as browsers measure it: a score without a unit.',
    labels: ['page'],
    bounds: [0.01, 0.05, 0.1, 0.15, 0.25, 0.5, 1],
  }),
  ratings: counter({
    name: 'web_vitals_ratings_total',
    help: 'Reports by metric and rating: `good`, `needs-improvement` or `poor`, by the thresholds of web.dev.',
    labels: ['metric', 'rating', 'page'],
  }),
  refused: counter({
    name: 'web_vitals_refused_total',
    help: 'Requests with reports that were refused: `origin`, `rate-limit`, `size`, `invalid`, or `duplicate`.',
    labels: ['reason'],
  }),
};

/** What the checks of /health say. */
export const HEALTH_METRICS = {
  checks: gauge({
    name: 'health_check_status',
    help: 'Whether a check of /health passed when it last ran: 1, or 0.',
    labels: ['check'],
  }),
};
