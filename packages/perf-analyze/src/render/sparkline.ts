import { BLOCKS } from '@perf-suite/command-line/terminal';

/** Returns values as one line of bars, the lowest bar for the least; a space where there is none. */
export function drawSparkline(values: readonly (number | null)[], unicode: boolean): string {
  const blocks = unicode ? BLOCKS.unicode : BLOCKS.ascii;
  const known = values.filter((value) => value !== null);
  const low = Math.min(...known);
  const high = Math.max(...known);
  return values
    .map((value) => {
      if (value === null) return ' ';
      // Less than 1 % is no picture of anything.
      const share = (value - low) / Math.max(high - low, 0.01 * high);
      return blocks[Math.min(blocks.length - 1, Math.floor(share * blocks.length))] ?? ' ';
    })
    .join('');
}
