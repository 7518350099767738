const CHOSEN = 'benchmark_name=~"$benchmark_name",environment=~"$environment"';

export const P50 = { matchers: 'percentile="p50"' };

/** Colours of a speedup: red from 5 % slower on. */
export const SPEEDUP_COLORS = [
  { from: null, color: 'red' },
  { from: 0.95, color: 'orange' },
  { from: 0.99, color: 'green' },
] as const;

/** The matchers that the dashboard's variables set, in braces, with further ones. */
export function chosen(matchers = ''): string {
  return matchers === '' ? `{${CHOSEN}}` : `{${CHOSEN},${matchers}}`;
}

/**
 * One line for each benchmark, environment and branch, and for each value of the further labels, whichever
 * exporter the values came from: backfilled ones have no `instance`, and a moved exporter has another.
 */
export function lines(
  metric: string,
  { by = [] as readonly string[], matchers = '', offset = '' } = {},
): string {
  const labels = ['benchmark_name', 'environment', 'branch', ...by].join(', ');
  return `max by (${labels}) (${metric}${chosen(matchers)}${offset && ` offset ${offset}`})`;
}
