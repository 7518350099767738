/** What is scraped of services: their job, whatever discovers them. */
export const SERVICES = 'job="services"';

/** Labels of the service in the histories that alerts are tried on. */
export const SAMPLE = { service: 'releases', instance: 'r1' } as const;

/** Returns a series of the sample service, such as `up{job="services",...}`. */
export function seriesOf(name: string, labels: Readonly<Record<string, string>> = {}): string {
  const all = { job: 'services', ...SAMPLE, ...labels };
  const pairs = Object.entries(all).map(([label, value]) => `${label}="${value}"`);
  return `${name}{${pairs.join(',')}}`;
}

/** Returns a history of a gauge that stays what it is. */
export function gaugeOf(
  name: string,
  labels: Readonly<Record<string, string>>,
  value: number,
): Record<string, string> {
  return { [seriesOf(name, labels)]: `${round(value)}x${LENGTH}` };
}

/** Returns a history of a counter, by how much it grows each minute. */
export function counterOf(
  name: string,
  labels: Readonly<Record<string, string>>,
  perMinute: number,
): Record<string, string> {
  return { [seriesOf(name, labels)]: `0+${round(perMinute)}x${LENGTH}` };
}

/** Returns a history of a histogram with 100 values a minute whose 75th and 95th percentile are about this value. */
export function histogramOf(
  name: string,
  labels: Readonly<Record<string, string>>,
  value: number,
): Record<string, string> {
  const at = (le: number | '+Inf', perMinute: number) =>
    counterOf(`${name}_bucket`, { ...labels, le: String(le) }, perMinute);
  return {
    ...at(round(value * 0.98), 0),
    ...at(round(value * 1.01), 100),
    ...at('+Inf', 100),
    ...counterOf(`${name}_count`, labels, 100),
  };
}

/** Values of a history: one each minute. */
const LENGTH = 40;

export function round(value: number): number {
  return Number(value.toFixed(6));
}
