import type { Estimate } from '@perf-suite/schema';

const BLOCKS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
const ASCII_BLOCKS = ['.', ':', '-', '=', '+', '*', '#', '@'];

export interface ChartLook {
  /** Columns to fill. */
  readonly width: number;
  readonly unicode: boolean;
}

/** Returns how the values went, oldest left: each column is the median of its part. */
export function sparkline(values: Float64Array, { width, unicode }: ChartLook): string {
  if (values.length === 0) return ' '.repeat(width);
  const columns = Math.min(width, values.length);
  const medians = Array.from({ length: columns }, (_, column) => {
    const from = Math.floor((column * values.length) / columns);
    const to = Math.floor(((column + 1) * values.length) / columns);
    return quantile(values.slice(from, to).sort(), 0.5);
  });
  const lowest = Math.min(...medians);
  const highest = Math.max(...medians);
  const blocks = unicode ? BLOCKS : ASCII_BLOCKS;
  const bars = medians.map((value) => {
    const share = highest === lowest ? 0 : (value - lowest) / (highest - lowest);
    return blocks[Math.min(7, Math.floor(share * 8))];
  });
  return bars.join('').padStart(width);
}

/** Returns how the values are spread, smallest left, up to the 99th percentile. */
export function histogramLine(values: Float64Array, { width, unicode }: ChartLook): string {
  if (values.length === 0) return ' '.repeat(width);
  const sorted = values.slice().sort();
  const from = sorted[0] as number;
  const to = quantile(sorted, 0.99);
  const counts = new Array<number>(width).fill(0);
  for (const value of sorted) {
    if (value > to) break;
    const bin = to > from ? Math.min(width - 1, Math.floor(((value - from) / (to - from)) * width)) : 0;
    counts[bin] = (counts[bin] as number) + 1;
  }
  const highest = Math.max(...counts);
  const blocks = unicode ? BLOCKS : ASCII_BLOCKS;
  return counts.map((count) => (count === 0 ? ' ' : blocks[Math.ceil((count / highest) * 8) - 1])).join('');
}

/**
 * Returns a speedup's interval on a logarithmic axis from half to twice the minimum effect times four:
 * slower left, faster right, no change in the middle, the minimum effect marked on both sides.
 */
export function intervalLine(
  speedup: Estimate,
  minimumEffect: number,
  { width, unicode }: ChartLook,
): string {
  const half = (width - 1) / 2;
  const edge = Math.log(1 + Math.max(minimumEffect, 0.005) * 4);
  const columnOf = (ratio: number): number => Math.round(half + (Math.log(ratio) / edge) * half);
  const clamp = (column: number): number => Math.min(width - 1, Math.max(0, column));
  const cells = new Array<string>(width).fill(' ');
  cells[clamp(columnOf(1 + minimumEffect))] = unicode ? '┊' : ':';
  cells[clamp(columnOf(1 / (1 + minimumEffect)))] = unicode ? '┊' : ':';
  cells[Math.round(half)] = unicode ? '│' : '|';
  const [from, to] = [columnOf(speedup.lower), columnOf(speedup.upper)];
  for (let column = clamp(from); column <= clamp(to); column++) cells[column] = unicode ? '─' : '-';
  if (from < 0) cells[0] = unicode ? '◂' : '<';
  if (to > width - 1) cells[width - 1] = unicode ? '▸' : '>';
  cells[clamp(columnOf(speedup.point))] = unicode ? '●' : 'o';
  return cells.join('');
}

/** Returns a quantile by linear interpolation (R type 7). */
export function quantile(sorted: Float64Array, probability: number): number {
  const at = (sorted.length - 1) * probability;
  const below = sorted[Math.floor(at)] ?? Number.NaN;
  const above = sorted[Math.ceil(at)] ?? below;
  return below + (above - below) * (at - Math.floor(at));
}
