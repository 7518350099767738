import { Registry } from 'prom-client';

export type ExpositionFormat = 'text' | 'openmetrics';

export const CONTENT_TYPES = {
  text: Registry.PROMETHEUS_CONTENT_TYPE,
  openmetrics: Registry.OPENMETRICS_CONTENT_TYPE,
} as const;

/**
 * Returns the format that an Accept header prefers (RFC 9110, 12.5.1): OpenMetrics 1.0.0 only where it is named with
 * at least the quality of the text format, which everything else gets.
 */
export function negotiateFormat(accept: string | undefined): ExpositionFormat {
  const qualities = { text: 0, openmetrics: 0 };
  for (const part of (accept ?? '').toLowerCase().split(',')) {
    const [type = '', ...parameters] = part.split(';').map((text) => text.trim());
    const parameter = (name: string) =>
      parameters.find((one) => one.startsWith(`${name}=`))?.slice(name.length + 1);
    const quality = Number(parameter('q') ?? 1);
    if (!(quality > 0)) continue;
    if (type === 'text/plain') qualities.text = Math.max(qualities.text, quality);
    if (type === 'application/openmetrics-text' && (parameter('version') ?? '1.0.0') === '1.0.0') {
      qualities.openmetrics = Math.max(qualities.openmetrics, quality);
    }
  }
  return qualities.openmetrics > 0 && qualities.openmetrics >= qualities.text ? 'openmetrics' : 'text';
}
