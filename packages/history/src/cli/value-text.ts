import { formatNs } from '@perf-suite/command-line/terminal';

/** Returns a time in UTC to the minute. */
export function instantText(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')}Z`;
}

/** Returns a value in its unit. */
export function valueText(value: number | null, unit: string): string {
  if (value === null) return '-';
  if (unit === 'ns') return formatNs(value);
  return `${Number(value.toPrecision(4)).toLocaleString('en-US', { maximumFractionDigits: 20 })} ${unit}`;
}
