import { spearmanWithPosition } from './spearman.js';
import { theilSenSlope } from './theil-sen.js';

const FEWEST_VALUES = 8;
const P_VALUE = 0.01;

/**
 * Returns by how much the values rise from first to last (falling is negative) when a trend is beyond
 * doubt (rank correlation with the position, p <= 1 %) and at least `smallestRise`; else null. Values
 * with a trend are no independent replicates.
 */
export function trendOf(values: ArrayLike<number>, smallestRise: number): number | null {
  if (values.length < FEWEST_VALUES) return null;
  const rise = theilSenSlope(values) * (values.length - 1);
  if (Math.abs(rise) < smallestRise) return null;
  const correlation = spearmanWithPosition(values);
  return correlation !== null && correlation.pValue <= P_VALUE ? rise : null;
}
