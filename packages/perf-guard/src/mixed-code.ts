import type { Comparison, Report, RunFile } from '@perf-suite/schema';
import { comparisonWithoutEstimate } from './report/comparison.js';
import { countsOf, worstVerdict } from './report/verdict-order.js';

/** True for a run whose files changed while it measured them: its rounds are not all of one version. */
export function isMixed({ codeChange }: RunFile): boolean {
  return (codeChange?.fileCount ?? 0) > 0;
}

/**
 * Returns the report with what was measured left undecided. A ratio of a mix is the ratio of nothing: not even
 * its estimate is kept, so that the gate sees that nothing was compared.
 */
export function withoutVerdicts(report: Report): Report {
  const comparisons = report.comparisons.map(undecided);
  const verdicts = comparisons.map(({ verdict }) => verdict);
  return { ...report, comparisons, counts: countsOf(verdicts), verdict: worstVerdict(verdicts) };
}

function undecided(comparison: Comparison): Comparison {
  if (comparison.percentiles.length === 0) return comparison;
  const summary = 'Inconclusive: files changed while they were measured, so that two versions are mixed.';
  return comparisonWithoutEstimate(comparison, 'inconclusive', summary, comparison.warnings);
}
