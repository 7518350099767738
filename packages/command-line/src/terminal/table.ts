import { textWidth } from './text-width.js';

/** Returns rows in columns, each as wide as its widest text; lines have no spaces at their ends. */
export function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => textWidth(row[column] ?? ''))));
  return all
    .map((row) => row.map((text, column) => text + ' '.repeat((widths[column] ?? 0) - textWidth(text))))
    .map((row) => `${row.join('  ').trimEnd()}\n`)
    .join('');
}
