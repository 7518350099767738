import { counted, formatCount, pValueText } from '@perf-suite/command-line/terminal';
import type { Comparison } from '@perf-suite/schema';
import { boundsText, effectText, pointsText, sharesText } from '../report/errors.js';

/** Returns how many requests to each side failed, and what was made of it; nothing where none are sent. */
export function errorLines({ errors }: Comparison): string[] {
  if (errors === undefined) return [];
  const { verdict, baseline, current, change, pValue, replicates } = errors;
  const p = pValue === null ? '' : `, p ${pValueText(pValue)}`;
  const judged =
    change === null
      ? '  too few rounds for an interval'
      : `  head less base: ${pointsText(change.point)} [${boundsText(change)}]${p}, ${counted(replicates, 'round')}: ${verdict}`;
  return [
    'Requests that failed',
    `  base ${formatCount(baseline.failed)} of ${formatCount(baseline.total)}, head ${formatCount(current.failed)} of ${formatCount(current.total)}: ${sharesText(errors)}`,
    judged,
    `  a change counts from ${effectText(errors)}`,
    '',
  ];
}
