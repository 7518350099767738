import type { Estimate } from '@perf-suite/schema';

export interface PictureOptions {
  /** Width in characters, odd, so that no change is in the middle. */
  readonly width: number;
  /** The change at both ends of the picture, as a ratio. */
  readonly range: number;
  readonly minimumEffect: number;
}

/**
 * Returns the interval of a change drawn against no change and the minimum effect, faster to the left:
 * `    ┊    │ ├──●─┤`. What lies outside the range ends in `‹` or `›`.
 */
export function intervalPicture(change: Estimate | null, options: PictureOptions): string {
  const { width, range, minimumEffect } = options;
  const cells = new Array<string>(width).fill(' ');
  const column = (value: number): number => Math.round((value / range + 1) * ((width - 1) / 2));
  const draw = (value: number, sign: string): void => {
    const at = column(value);
    if (at >= 0 && at < width) cells[at] = sign;
  };
  draw(-minimumEffect, '┊');
  draw(minimumEffect, '┊');
  draw(0, '│');
  if (change === null) return cells.join('');
  const first = Math.max(0, column(change.lower));
  const last = Math.min(width - 1, column(change.upper));
  for (let at = first; at <= last; at++) if (cells[at] === ' ') cells[at] = '─';
  draw(change.lower, '├');
  draw(change.upper, '┤');
  draw(change.point, '●');
  if (column(change.lower) < 0) cells[0] = '‹';
  if (column(change.upper) >= width) cells[width - 1] = '›';
  return cells.join('');
}
