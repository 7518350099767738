import { BLOCKS } from '@perf-suite/command-line/terminal';
import { quantileOfSorted } from '@perf-suite/schema';

/** Returns how the values went, oldest left: each column is the median of its part. */
export function sparkline(values: Float64Array, width: number, unicode: boolean): string {
  if (values.length === 0) return ' '.repeat(width);
  const columns = Math.min(width, values.length);
  const medians = Array.from({ length: columns }, (_, column) => {
    const from = Math.floor((column * values.length) / columns);
    const to = Math.floor(((column + 1) * values.length) / columns);
    return quantileOfSorted(values.slice(from, to).sort(), 0.5);
  });
  const lowest = Math.min(...medians);
  const highest = Math.max(...medians);
  const blocks = BLOCKS[unicode ? 'unicode' : 'ascii'];
  const bars = medians.map((value) => {
    const share = highest === lowest ? 0 : (value - lowest) / (highest - lowest);
    return blocks[Math.min(7, Math.floor(share * 8))];
  });
  return bars.join('').padStart(width);
}
