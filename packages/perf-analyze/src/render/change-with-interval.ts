import { changeText } from '@perf-suite/command-line/terminal';
import type { Estimate } from '@perf-suite/schema';

/** Returns a change with its interval: `+5.1 % [+4.6, +5.5]`; `-` for none. */
export function changeWithInterval(change: Estimate | null): string {
  if (change === null) return '-';
  const bound = (value: number): string => changeText(value).replace(' %', '');
  return `${changeText(change.point)} [${bound(change.lower)}, ${bound(change.upper)}]`;
}
