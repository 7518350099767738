import type { Estimate } from '@perf-suite/schema';
import type { TerminalStyle } from './style.js';

export interface IntervalScale {
  /** Columns of the picture; odd, so that "no change" has a column of its own. */
  readonly width: number;
  /** The speedup ratio at the right edge; the left edge is its inverse. */
  readonly edgeRatio: number;
  /** The smallest change worth acting on, marked on both sides. */
  readonly minimumEffect: number;
}

/**
 * Returns an interval drawn on a logarithmic axis: slower on the left, faster on the right, "no
 * change" in the middle, the minimum effect dotted; without an interval the axis alone. `◂` and `▸` say that it goes on past the edge.
 */
export function drawInterval(
  speedup: Estimate | null,
  scale: IntervalScale,
  { unicode }: Pick<TerminalStyle, 'unicode'>,
): string {
  const { width, edgeRatio, minimumEffect } = scale;
  const half = (width - 1) / 2;
  const columnOf = (ratio: number): number => half + (Math.log(ratio) / Math.log(edgeRatio)) * half;
  const cells = new Array<string>(width).fill(' ');
  const put = (column: number, character: string): void => {
    const at = Math.round(column);
    if (at >= 0 && at < width) cells[at] = character;
  };
  put(columnOf(1 + minimumEffect), unicode ? '┊' : ':');
  put(columnOf(1 / (1 + minimumEffect)), unicode ? '┊' : ':');
  put(half, unicode ? '│' : '|');
  if (speedup === null) return cells.join('');
  const [from, to] = [columnOf(speedup.lower), columnOf(speedup.upper)];
  for (let column = Math.max(0, Math.round(from)); column <= Math.min(width - 1, Math.round(to)); column++) {
    cells[column] = unicode ? '─' : '-';
  }
  put(from, unicode ? '├' : '[');
  put(to, unicode ? '┤' : ']');
  put(Math.min(Math.max(columnOf(speedup.point), 0), width - 1), unicode ? '●' : 'o');
  if (Math.round(from) < 0) cells[0] = unicode ? '◂' : '<';
  if (Math.round(to) > width - 1) cells[width - 1] = unicode ? '▸' : '>';
  return cells.join('');
}
