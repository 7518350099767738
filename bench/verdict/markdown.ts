import { proportion } from './binomial-bounds.js';

/** Two decimals and the like, without the sign of a zero. */
export const fixed = (value: number, digits = 2): string => value.toFixed(digits).replace(/^-(?=[0.]*$)/, '');
export const percent = (value: number, digits = 1): string => `${fixed(value * 100, digits)} %`;

export function tableHead(titles: readonly string[]): string[] {
  return [tableRow(titles), tableRow(titles.map(() => '---'))];
}

export function tableRow(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** Returns a count of another with the exact 95 % bounds of the share. */
export function share(hits: number, trials: number): string {
  if (trials === 0) return '-';
  const { lower, upper } = proportion(hits, trials);
  return `${hits} of ${trials} [${percent(lower)}, ${percent(upper)}]`;
}
