import { changeText } from '@perf-suite/command-line/terminal';
import type { Estimate } from '@perf-suite/schema';
import { changeOfValues } from './change-of-values.js';

/** Returns how values changed, with the interval: `+5.1 % [+4.6, +5.5]`; `-` for none. */
export function changeWithInterval(change: Estimate | null, better: 'lower' | 'higher'): string {
  if (change === null) return '-';
  const { point, lower, upper } = changeOfValues(change, better);
  const bound = (value: number): string => changeText(value).replace(' %', '');
  return `${changeText(point)} [${bound(lower)}, ${bound(upper)}]`;
}
