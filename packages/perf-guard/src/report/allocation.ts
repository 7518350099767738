import { boundTexts, changeText, counted } from '@perf-suite/command-line/terminal';
import type { AllocationComparison, Comparison, Warning } from '@perf-suite/schema';

/** Returns a comparison with what its calls allocate, told in its sentence where that changed. */
export function withAllocation(comparison: Comparison, allocation: AllocationComparison | null): Comparison {
  if (allocation === null) return comparison;
  const sentence = allocationSentence(allocation);
  return {
    ...comparison,
    summary: sentence === null ? comparison.summary : `${comparison.summary} ${sentence}`,
    allocation,
    warnings: [...comparison.warnings, ...notJudged(allocation)],
  };
}

/** What should gate and cannot is never passed over in silence. */
function notJudged({ gates, verdict, notMeasured, replicates }: AllocationComparison): Warning[] {
  if (!gates || notMeasured === null || verdict !== 'inconclusive') return [];
  const read = replicates === 0 ? 'no round' : `only ${counted(replicates, 'round')}`;
  return [
    {
      code: 'allocation-not-measured',
      message: `what a call allocates is known from ${read}, so that it cannot fail for it: ${notMeasured}`,
      hint: 'See "What a call allocates" in docs/measuring.md.',
    },
  ];
}

/** Returns one plain sentence on a change of what a call allocates; null where none was found. */
export function allocationSentence(allocation: AllocationComparison): string | null {
  const { verdict, baselineBytes, currentBytes } = allocation;
  if (verdict === 'unchanged' || verdict === 'inconclusive') return null;
  if (baselineBytes === null || currentBytes === null) return null;
  const direction = verdict === 'improved' ? 'less' : 'more';
  return `Allocates ${direction}: ${formatBytes(baselineBytes)} a call -> ${formatBytes(currentBytes)} (${evidence(allocation)}).`;
}

/** Returns how sure a change of what a call allocates is. */
function evidence({ change, changeBytes, pValue, replicates }: AllocationComparison): string {
  const parts: string[] = [];
  if (change !== null) {
    const sure = `${Math.round(change.confidence * 1000) / 10} % interval`;
    parts.push(`${changeText(change.point)}, ${sure} ${boundTexts(change).join(' to ')}`);
  } else if (changeBytes !== null) {
    parts.push(`${formatBytes(changeBytes.lower)} to ${formatBytes(changeBytes.upper)} more`);
  }
  if (pValue !== null && pValue <= 0.05) parts.push(`p = ${Number(pValue.toPrecision(2))}`);
  return [...parts, counted(replicates, 'round')].join(', ');
}

const UNITS = ['kB', 'MB', 'GB'] as const;

/** Returns a number of bytes with three digits: `96 B`, `1.5 kB`. */
export function formatBytes(bytes: number): string {
  if (Math.abs(bytes) < 999.5) return `${Number(bytes.toPrecision(3))} B`;
  let value = bytes / 1000;
  let unit = 0;
  while (Math.abs(value) >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${Number(value.toPrecision(3))} ${UNITS[unit]}`;
}
