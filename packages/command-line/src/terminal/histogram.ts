import { quantileOfSorted } from '@perf-suite/schema';

/** Eight heights, the lowest first. */
export const BLOCKS = {
  unicode: ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'],
  ascii: ['.', ':', '-', '=', '+', '*', '#', '@'],
};

export interface Histogram {
  /** One character a bin; a space is an empty bin. */
  readonly bars: string;
  /** Edges of the picture, in the samples' unit. */
  readonly from: number;
  readonly to: number;
  /** Share of the samples that lie outside the edges. */
  readonly outsideRatio: number;
}

/**
 * Returns a one-line histogram of the samples within three interquartile ranges of the middle half
 * (Tukey's outer fences), but at least up to p95 and at most up to p99: a few long pauses do not squeeze
 * the rest into the first bins, and a second way to run stays in sight. Null without samples.
 */
export function drawHistogram(samples: ArrayLike<number>, width: number, unicode: boolean): Histogram | null {
  if (samples.length === 0) return null;
  const sorted = Float64Array.from(samples).sort();
  const [low, high] = [quantileOfSorted(sorted, 0.25), quantileOfSorted(sorted, 0.75)];
  // A clock with coarse steps may give half of all samples the same value: then there are no fences.
  const reach = high > low ? 3 * (high - low) : Number.POSITIVE_INFINITY;
  const highest = Math.min(
    quantileOfSorted(sorted, 0.99),
    Math.max(quantileOfSorted(sorted, 0.95), high + reach),
  );
  const shown = sorted.filter((value) => value >= low - reach && value <= highest);
  const from = shown[0] as number;
  const to = shown[shown.length - 1] as number;
  const counts = new Array<number>(width).fill(0);
  for (const value of shown) {
    const bin = to > from ? Math.min(width - 1, Math.floor(((value - from) / (to - from)) * width)) : 0;
    counts[bin] = (counts[bin] as number) + 1;
  }
  const fullest = Math.max(...counts);
  const blocks = BLOCKS[unicode ? 'unicode' : 'ascii'];
  const bars = counts
    .map((count) => (count === 0 ? ' ' : blocks[Math.ceil((count / fullest) * 8) - 1]))
    .join('');
  return { bars, from, to, outsideRatio: 1 - shown.length / sorted.length };
}
