import { quantileOfSorted } from '../run/sample-statistics.js';

const BLOCKS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
const ASCII_BLOCKS = ['.', ':', '-', '=', '+', '*', '#', '@'];

export interface Histogram {
  /** One character a bin; a space is an empty bin. */
  readonly bars: string;
  /** Edges of the picture, in the samples' unit. */
  readonly from: number;
  readonly to: number;
}

/**
 * Returns a one-line histogram of the samples within three interquartile ranges of the middle half
 * (Tukey's outer fences), so that a rare long pause does not squeeze everything into the first bin.
 * Null without samples.
 */
export function drawHistogram(samples: ArrayLike<number>, width: number, unicode: boolean): Histogram | null {
  if (samples.length === 0) return null;
  const sorted = Float64Array.from(samples).sort();
  const [low, high] = [quantileOfSorted(sorted, 0.25), quantileOfSorted(sorted, 0.75)];
  const reach = 3 * (high - low);
  const shown = sorted.filter((value) => value >= low - reach && value <= high + reach);
  const from = shown[0] as number;
  const to = shown[shown.length - 1] as number;
  const counts = new Array<number>(width).fill(0);
  for (const value of shown) {
    const bin = to > from ? Math.min(width - 1, Math.floor(((value - from) / (to - from)) * width)) : 0;
    counts[bin] = (counts[bin] as number) + 1;
  }
  const highest = Math.max(...counts);
  const blocks = unicode ? BLOCKS : ASCII_BLOCKS;
  const bars = counts
    .map((count) => (count === 0 ? ' ' : blocks[Math.ceil((count / highest) * 8) - 1]))
    .join('');
  return { bars, from, to };
}
