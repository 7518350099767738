import type { Comparison, Report } from './report.js';

/**
 * Returns whether other changes count for a benchmark than for the rest of its report. What is said of all benchmarks is then wrong for this one.
 */
export function hasOwnEffect(
  { percentiles }: Pick<Comparison, 'percentiles'>,
  { minimumEffect }: Pick<Report, 'minimumEffect'>,
): boolean {
  return percentiles.some((one) => one.minimumEffect !== minimumEffect[one.percentile]);
}
