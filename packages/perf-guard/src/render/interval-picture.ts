import type { Estimate } from '@perf-suite/schema';

/** Characters of a picture; ASCII where the terminal may not know better. */
interface Glyphs {
  readonly line: string;
  readonly point: string;
  readonly left: string;
  readonly right: string;
  readonly bound: string;
  readonly zero: string;
}

const UNICODE: Glyphs = { line: '─', point: '●', left: '├', right: '┤', bound: '┊', zero: '│' };
const ASCII: Glyphs = { line: '-', point: 'o', left: '[', right: ']', bound: ':', zero: '|' };

export interface PictureOptions {
  /** Width in characters, odd, so that no change is in the middle. */
  readonly width: number;
  /** The change at both ends of the picture, as a ratio. */
  readonly range: number;
  readonly minimumEffect: number;
  readonly ascii: boolean;
}

/**
 * Returns the interval of a change drawn against no change and the minimum effect, faster to the left:
 * `    ┊    │ ├──●─┤`. What lies outside the range ends in `‹` or `›`.
 */
export function intervalPicture(change: Estimate | null, options: PictureOptions): string {
  const { width, range, minimumEffect, ascii } = options;
  const glyphs = ascii ? ASCII : UNICODE;
  const cells = new Array<string>(width).fill(' ');
  const column = (value: number): number => Math.round((value / range + 1) * ((width - 1) / 2));
  const draw = (value: number, glyph: string): void => {
    const at = column(value);
    if (at >= 0 && at < width) cells[at] = glyph;
  };
  draw(-minimumEffect, glyphs.bound);
  draw(minimumEffect, glyphs.bound);
  draw(0, glyphs.zero);
  if (change === null) return cells.join('');
  const first = Math.max(0, column(change.lower));
  const last = Math.min(width - 1, column(change.upper));
  for (let at = first; at <= last; at++) if (cells[at] === ' ') cells[at] = glyphs.line;
  draw(change.lower, glyphs.left);
  draw(change.upper, glyphs.right);
  draw(change.point, glyphs.point);
  if (column(change.lower) < 0) cells[0] = ascii ? '<' : '‹';
  if (column(change.upper) >= width) cells[width - 1] = ascii ? '>' : '›';
  return cells.join('');
}
