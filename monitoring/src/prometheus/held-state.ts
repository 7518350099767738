import type { Alert } from './alert.js';

/** Whoever publishes benchmarks: the exporter (two jobs, see prometheus-config.ts) and CI through a Pushgateway. */
const PUBLISHERS = 'perf-exporter.*|pushgateway';

/** Returns the name of the recorded series that holds an alert's state. */
export function heldName({ name, severity }: Alert): string {
  const words = name.replace(/(?<!^)([A-Z])/g, '_$1').toLowerCase();
  return `perf_suite:${words}:${severity}`;
}

/**
 * Returns the expression of an alert's recorded state: what its own expression says, or, while that is not
 * known because a target does not answer, the state that was recorded last. A target that answers and no
 * longer has the series ends it: then the series was forgotten, not lost.
 */
export function heldExpression(alert: Alert): string {
  const { expr, held } = alert;
  if (held === undefined) return expr;
  const up = `up{job=~"${held.jobs ?? PUBLISHERS}"}`;
  const labels = held.labels.join(', ');
  const last = `(${heldName(alert)} unless on (${labels}) ${held.known})`;
  return [
    `(${expr})`,
    ...(held.stays === undefined ? [] : [`(${last} and on (${labels}) ${held.stays})`]),
    `(${last} and on () (min(${up}) == 0 or absent(${up})))`,
  ].join(' or ');
}
