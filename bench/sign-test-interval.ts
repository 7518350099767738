import { median } from 'simple-statistics';

export interface MedianInterval {
  readonly median: number;
  readonly lower: number;
  readonly upper: number;
}

/**
 * Returns the values' median with its interval by the sign test: order statistics that hold the median in at
 * least 95 % of cases (six values or more; of fewer, the smallest and the greatest). It assumes independent
 * values and no shape: one that something else hit counts as one, however hard it was hit.
 */
export function signTestInterval(values: readonly number[]): MedianInterval {
  const sorted = [...values].sort((a, b) => a - b);
  const outside = leftOutside(sorted.length);
  return {
    median: median(sorted),
    lower: sorted[outside] as number,
    upper: sorted[sorted.length - 1 - outside] as number,
  };
}

/** The greatest number of values to leave out at each end that a fair coin's heads reach in at most 2.5 %. */
function leftOutside(count: number): number {
  let exactly = 0.5 ** count;
  let atMost = exactly;
  for (let outside = 0; ; outside++) {
    exactly *= (count - outside) / (outside + 1);
    atMost += exactly;
    if (atMost > 0.025) return outside;
  }
}
