import { boundTexts, counted, movement, plainPercent } from '@perf-suite/command-line/terminal';
import type { Method, MinimumEffect } from '@perf-suite/schema';
import type { Finding } from '../finding.js';
import { changeFromLog } from '../log-estimate.js';

export interface SummaryOptions {
  readonly method: Method['kind'];
  readonly suiteEffect: MinimumEffect;
}

/**
 * Returns one plain sentence on what a finding shows, with its uncertainty.
 * @param others findings of further percentiles that say the same
 */
export function summaryOf(
  finding: Finding,
  others: readonly Finding[],
  { method, suiteEffect }: SummaryOptions,
): string {
  if (finding.log === null) return withoutEstimate(finding, method);
  const movements = [finding, ...others].map((one) => moved(one, method)).join('; ');
  return `${found(finding, movements, method)}.${ownEffect(finding, suiteEffect)}`;
}

function found(
  { verdict, minimumEffect, warnings }: Finding,
  movements: string,
  method: Method['kind'],
): string {
  const bound = plainPercent(minimumEffect);
  switch (verdict) {
    case 'regressed':
      if (method === 'paired') return `Slower: ${movements}`;
      return `Suspected slower: ${movements}; confirm with --against`;
    case 'improved':
      return `${method === 'paired' ? 'Faster' : 'Probably faster'}: ${movements}`;
    case 'unchanged':
    case 'same-code':
      return `No change of ${bound} or more: ${movements}`;
    case 'inconclusive':
      if (warnings.some(({ code }) => code === 'too-few-rounds'))
        return `Inconclusive, as the rounds are too few for a verdict: ${movements}`;
      return `Inconclusive for a change of ${bound}: ${movements}`;
    case 'incomparable':
    case 'failed':
    case 'missing':
    case 'accepted':
    case 'new':
      return `Inconclusive for a change of ${bound}: ${movements}`;
  }
}

/** The report's minimum effect does not apply to a benchmark with a minimum effect of its own. */
function ownEffect({ percentile, minimumEffect }: Finding, suite: MinimumEffect): string {
  if (minimumEffect === suite[percentile]) return '';
  return ` A change counts from ${plainPercent(minimumEffect)} here, elsewhere from ${plainPercent(suite[percentile])}.`;
}

function moved(finding: Finding, method: Method['kind']): string {
  if (finding.log === null) return finding.percentile;
  const change = changeFromLog(finding.log);
  const interval = `${Math.round(change.confidence * 1000) / 10} % interval ${boundTexts(change).join(' to ')}`;
  return `${finding.percentile} ${movement(change.point)} (${interval}, ${evidence(finding, method)})`;
}

function withoutEstimate(finding: Finding, method: Method['kind']): string {
  const why = finding.warnings[0]?.message ?? `${evidence(finding, method)} give no interval`;
  if (finding.verdict === 'incomparable') return `Not comparable at ${finding.percentile}: ${why}.`;
  return `Inconclusive at ${finding.percentile}: ${why}.`;
}

function evidence({ replicates, pValue }: Finding, method: Method['kind']): string {
  const basis = method === 'paired' ? counted(replicates, 'round') : counted(replicates, 'earlier run');
  return pValue === null || pValue > 0.05 ? basis : `p = ${Number(pValue.toPrecision(2))}, ${basis}`;
}
