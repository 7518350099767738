import type { Method } from '@perf-suite/schema';
import type { Finding } from '../finding.js';
import { boundTexts, counted, movement, plainPercent } from '../format-number.js';
import { changeFromLog } from '../log-estimate.js';

/** Returns one plain sentence on what a finding says, and how sure it is. */
export function summaryOf(finding: Finding, method: Method['kind']): string {
  const { verdict, minimumEffect, percentile } = finding;
  if (finding.log === null) return withoutEstimate(finding, method);
  const change = changeFromLog(finding.log);
  const moved = `${percentile} ${movement(change.point)}`;
  const interval = `${Math.round(change.confidence * 1000) / 10} % interval ${boundTexts(change).join(' to ')}`;
  const basis = `${interval}, ${evidence(finding, method)}`;
  const bound = plainPercent(minimumEffect);
  if (verdict === 'regressed' && method === 'paired') return `Slower: ${moved} (${basis}).`;
  if (verdict === 'improved' && method === 'paired') return `Faster: ${moved} (${basis}).`;
  if (verdict === 'regressed') return `Suspected slower: ${moved} (${basis}); confirm with --against.`;
  if (verdict === 'improved') return `Probably faster: ${moved} (${basis}).`;
  if (verdict === 'unchanged') return `No change of ${bound} or more: ${moved} (${basis}).`;
  return `Cannot tell whether it changed by ${bound}: ${moved} (${basis}).`;
}

function withoutEstimate(finding: Finding, method: Method['kind']): string {
  const why = finding.warnings[0]?.message ?? `${evidence(finding, method)} give no interval`;
  if (finding.verdict === 'incomparable') return `Not comparable at ${finding.percentile}: ${why}.`;
  return `Cannot tell at ${finding.percentile}: ${why}.`;
}

function evidence({ replicates, pValue }: Finding, method: Method['kind']): string {
  const basis = method === 'paired' ? counted(replicates, 'round') : counted(replicates, 'earlier run');
  return pValue === null || pValue > 0.05 ? basis : `p = ${Number(pValue.toPrecision(2))}, ${basis}`;
}
