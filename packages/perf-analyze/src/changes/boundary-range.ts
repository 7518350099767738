import { median } from '@perf-suite/perf-guard/statistics';
import { boundedLoss } from '../segmentation/level-changes.js';
import { certainValues } from '../segmentation/levels-of.js';

/** Twice the log likelihood ratio that leaves 5 % outside. */
const WITHIN = 2 * Math.log(20);

/**
 * Returns between which places a boundary lies with 95 %: those that fit the levels on both sides almost
 * as well as it does. Both are indices of the first value behind it.
 */
export function boundaryRange(
  series: { readonly values: Float64Array; readonly deviations: Float64Array },
  { from, at, to }: { readonly from: number; readonly at: number; readonly to: number },
): { earliest: number; latest: number } {
  const before = median(certainValues(series.values, series.deviations, from, at));
  const after = median(certainValues(series.values, series.deviations, at, to));
  let earliest = at;
  for (let i = at - 1, cost = 0; i > from; i--) {
    cost += boundedLoss(series, i, after) - boundedLoss(series, i, before);
    if (cost <= WITHIN) earliest = i;
  }
  let latest = at;
  for (let i = at, cost = 0; i < to - 1; i++) {
    cost += boundedLoss(series, i, before) - boundedLoss(series, i, after);
    if (cost <= WITHIN) latest = i + 1;
  }
  return { earliest, latest };
}
