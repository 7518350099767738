import { formatCount } from '@perf-suite/command-line/terminal';

/** Returns a number of things a second, to three digits or whole. */
export function rateText(perSecond: number): string {
  return perSecond < 99.95 ? perSecond.toFixed(1) : formatCount(Math.round(perSecond));
}
