import { formatNs } from './format.js';

/** Returns a value in its unit, times in the one that suits them: `1.50 ms`, `1,234 ops/s`; `-` for none. */
export function valueText(value: number | null, unit: string): string {
  if (value === null) return '-';
  if (unit === 'ns') return formatNs(value);
  return `${Number(value.toPrecision(4)).toLocaleString('en-US', { maximumFractionDigits: 20 })} ${unit}`;
}
