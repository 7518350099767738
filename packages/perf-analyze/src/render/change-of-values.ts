import type { ChangeEntry } from '@perf-suite/history';
import type { Estimate } from '@perf-suite/schema';

/** Returns how the values changed: where higher is better, what is 11 % slower has values that are 10 % lower. */
export function changeOfValues(change: Estimate, better: ChangeEntry['better']): Estimate {
  if (better !== 'higher') return change;
  const { point, lower, upper } = change;
  return { ...change, point: turned(point), lower: turned(upper), upper: turned(lower) };
}

/** The same of a change point; that of noise is no change of values. */
export function changeShown({ kind, ratio, better }: ChangeEntry): Estimate {
  return kind === 'noise' ? ratio : changeOfValues(ratio, better);
}

/** Returns the change of 1 / value. */
function turned(ratio: number): number {
  return 1 / (1 + ratio) - 1;
}
