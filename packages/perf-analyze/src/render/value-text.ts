import { changeText, formatNs } from '@perf-suite/command-line/terminal';
import type { Estimate } from '@perf-suite/schema';

/** Returns a value in its unit. */
export function valueText(value: number, unit: string): string {
  if (unit === 'ns') return formatNs(value);
  const digits = Number(value.toPrecision(4));
  return `${digits.toLocaleString('en-US', { maximumFractionDigits: 20 })} ${unit}`;
}

/** Returns a change with its interval: `+5.1 % [+4.6, +5.5]`; `-` for none. */
export function changeWithInterval(change: Estimate | null): string {
  if (change === null) return '-';
  const bound = (value: number): string => changeText(value).replace(' %', '');
  return `${changeText(change.point)} [${bound(change.lower)}, ${bound(change.upper)}]`;
}
