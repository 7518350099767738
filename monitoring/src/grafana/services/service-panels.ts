import type { PanelQuery, PanelSpecification } from '../panel.js';

/** What the dashboards about services are about. */
export const CHOSEN = 'job="services",service=~"$service"';

/** Returns the increase of a counter each second, by labels. */
export function rateOf(metric: string, by: string, more = ''): string {
  return `sum by (${by}) (rate(${metric}{${CHOSEN}${more}}[1m]))`;
}

/** Returns a percentile of a histogram, by labels; 0.95 unless given. */
export function percentileOf(metric: string, by: string, quantile = 0.95, more = ''): string {
  return `histogram_quantile(${quantile}, sum by (${by}, le) (rate(${metric}_bucket{${CHOSEN}${more}}[1m])))`;
}

/** Returns the share of those of a counter that some labels choose; 0 where there are none of them. */
export function shareOf(metric: string, by: string, chosen: string): string {
  const all = rateOf(metric, by);
  return `(${rateOf(metric, by, `,${chosen}`)} or 0 * ${all}) / ${all}`;
}

export const SERVER_ERRORS = 'http_response_status_code=~"5.."';

type Look = Partial<PanelSpecification> & { readonly unit: string };

/** Returns a chart, a third of the width unless said otherwise. */
export function chart(
  title: string,
  description: string,
  queries: readonly PanelQuery[],
  look: Look,
): PanelSpecification {
  return { kind: 'timeseries', title, description, queries, width: 8, height: 8, min: 0, ...look };
}

/** Returns a number as it is now. */
export function stat(title: string, description: string, query: PanelQuery, look: Look): PanelSpecification {
  return {
    kind: 'stat',
    title,
    description,
    queries: [{ ...query, instant: true }],
    width: 6,
    height: 5,
    ...look,
  };
}

/** Returns one line. */
export function line(expr: string, legend: string): PanelQuery {
  return { expr, legend };
}

/** Colours at the levels of an alert. */
export function levels(orange: number, red: number) {
  return [
    { from: null, color: 'green' },
    { from: orange, color: 'orange' },
    { from: red, color: 'red' },
  ] as const;
}
