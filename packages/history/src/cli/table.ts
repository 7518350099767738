import { formatNs, textWidth } from '@perf-suite/command-line/terminal';

/** Returns rows in columns, each as wide as its widest text; the last one ends with its text. */
export function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => textWidth(row[column] ?? ''))));
  return all
    .map((row) => row.map((text, column) => text + ' '.repeat((widths[column] ?? 0) - textWidth(text))))
    .map((row) => `${row.join('  ').trimEnd()}\n`)
    .join('');
}

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
