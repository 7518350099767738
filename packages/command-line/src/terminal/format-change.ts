import type { Estimate } from '@perf-suite/schema';

/** What rounds to `0.00 %` is shown as zero, without a sign. */
const SMALLEST_RATIO_SHOWN = 0.00005;

/** Returns a ratio as percent with one decimal, two below 1 %: 0.053 is `5.3 %`, 0.0012 is `0.12 %`. */
export function percent(ratio: number): string {
  const value = Math.abs(ratio) < SMALLEST_RATIO_SHOWN ? 0 : ratio * 100;
  return `${value.toFixed(Math.abs(value) < 0.995 && value !== 0 ? 2 : 1)} %`;
}

/** Above this change (ten times as long) nobody reads percent. */
const LARGEST_PERCENT_CHANGE = 9;

/** Returns a change (current / baseline - 1): `+5.3 %`, `-4.8 %`, and above +900 % as a multiple, `12.5×`. */
export function changeText(change: number): string {
  if (change > LARGEST_PERCENT_CHANGE) return `${Number((change + 1).toPrecision(3))}×`;
  return change >= SMALLEST_RATIO_SHOWN ? `+${percent(change)}` : percent(change);
}

/**
 * Returns the bounds of a change's interval. An upper bound above ten times is `more than 10×` unless
 * all of the interval is: how far above would only look like information.
 */
export function boundTexts({ lower, upper }: Pick<Estimate, 'lower' | 'upper'>): [string, string] {
  const open = upper > LARGEST_PERCENT_CHANGE && lower <= LARGEST_PERCENT_CHANGE;
  return [changeText(lower), open ? 'more than 10×' : changeText(upper)];
}

/** Returns a change as what a benchmark does: `takes 5.3 % longer`, `takes 4.8 % less time`. */
export function movement(change: number): string {
  if (Math.abs(change) < SMALLEST_RATIO_SHOWN)
    return change === 0 ? 'takes exactly as long' : 'takes as long';
  if (change > LARGEST_PERCENT_CHANGE) return `takes ${changeText(change)} as long`;
  return change > 0 ? `takes ${percent(change)} longer` : `takes ${percent(-change)} less time`;
}

/** Returns a ratio as percent without trailing zeros: 0.025 is `2.5 %`, 0.05 is `5 %`. */
export function plainPercent(ratio: number): string {
  return `${Number((ratio * 100).toPrecision(6))} %`;
}

/** Returns a p-value with up to two digits and what stands before it: `= 0.0039`, or `< 0.0001`. */
export function pValueText(p: number): string {
  return p < 0.0001 ? '< 0.0001' : `= ${Number(p.toPrecision(2))}`;
}

/** Returns what a speedup ratio means for the time taken: 0.95 is `5.3 % slower`. */
export function slowerText(speedupRatio: number): string {
  const change = 1 / speedupRatio - 1;
  const size = percent(Math.abs(change));
  if (Math.abs(change) < SMALLEST_RATIO_SHOWN) return 'no change';
  return `${size} ${change > 0 ? 'slower' : 'faster'}`;
}
