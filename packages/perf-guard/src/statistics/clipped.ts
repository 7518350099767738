import { median } from './quantile.js';

/** Values this many times the typical size, or more, count as this many: no single round decides. */
const CLIP = 2.5;

/**
 * Returns the values, each drawn in to at most 2.5 times the median size. The bound depends on sizes
 * only, so that flipping signs before or after gives the same. As they are where most are 0.
 */
export function clipped(values: readonly number[]): readonly number[] {
  const bound = values.length === 0 ? 0 : CLIP * median(values.map(Math.abs));
  return bound === 0 ? values : values.map((value) => Math.max(-bound, Math.min(bound, value)));
}
