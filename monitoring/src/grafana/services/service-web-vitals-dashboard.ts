import type { DashboardSpecification } from '../panel.js';
import { CHOSEN, chart, levels, line, rateOf, stat } from './service-panels.js';

const BUCKETS = 'web_vitals_duration_seconds_bucket';
const PAGE = '{{service}} {{page}}';
/** Visitors are few: over a quarter of an hour. */
const p75 = (metric: string) =>
  `histogram_quantile(0.75, sum by (service, page, le) (increase(${BUCKETS}{${CHOSEN},metric="${metric}"}[15m])))`;
const CLS = `histogram_quantile(0.75, sum by (service, page, le) (increase(web_vitals_layout_shift_bucket{${CHOSEN}}[15m])))`;

/** How fast pages feel to those who look at them. */
export const serviceWebVitalsDashboard: DashboardSpecification = {
  uid: 'perf-service-web-vitals',
  title: 'Service: Web Vitals',
  description:
    'How fast pages are for those who look at them: three visitors in four see it at least as fast.',
  variables: ['service'],
  from: 'now-6h',
  panels: [
    chart(
      'LCP',
      'Largest Contentful Paint: up to 2.5 s is good, above 4 s is poor.',
      [line(p75('LCP'), PAGE)],
      { row: 'The 75th percentile', unit: 's' },
    ),
    chart(
      'INP',
      'Interaction to Next Paint: up to 0.2 s is good, above 0.5 s is poor.',
      [line(p75('INP'), PAGE)],
      { unit: 's' },
    ),
    chart('CLS', 'Cumulative Layout Shift: up to 0.1 is good, above 0.25 is poor.', [line(CLS, PAGE)], {
      unit: 'none',
      decimals: 3,
    }),
    chart(
      'FCP',
      'First Contentful Paint: up to 1.8 s is good, above 3 s is poor.',
      [line(p75('FCP'), PAGE)],
      { unit: 's' },
    ),
    chart(
      'TTFB',
      'Time to First Byte: up to 0.8 s is good, above 1.8 s is poor.',
      [line(p75('TTFB'), PAGE)],
      { unit: 's' },
    ),
    chart(
      'Ratings',
      'Reports in a minute, by metric and rating.',
      [line(`60 * ${rateOf('web_vitals_ratings_total', 'metric, rating')}`, '{{metric}} {{rating}}')],
      { unit: 'none', bars: true },
    ),
    stat(
      'Poor',
      'Share of all reports within the chosen time.',
      line(
        `sum by (service) (increase(web_vitals_ratings_total{${CHOSEN},rating="poor"}[$__range])) / sum by (service) (increase(web_vitals_ratings_total{${CHOSEN}}[$__range]))`,
        '{{service}}',
      ),
      { row: 'Reports', unit: 'percentunit', decimals: 1, thresholds: levels(0.1, 0.25), width: 8 },
    ),
    chart(
      'Refused reports',
      'Each second, by reason: origin, rate, size, invalid, duplicate.',
      [line(rateOf('web_vitals_refused_total', 'service, reason'), '{{service}} {{reason}}')],
      { unit: 'ops', width: 16 },
    ),
  ],
};
