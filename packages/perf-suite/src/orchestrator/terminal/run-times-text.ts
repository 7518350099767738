import { formatSpan } from '@perf-suite/command-line/terminal';
import type { RunTimesSummary } from '../results/run-times.js';

const NAMES: Readonly<Record<keyof RunTimesSummary, string>> = {
  planning: 'planning',
  base: 'base',
  comparingSides: 'comparing what both sides have',
  processes: 'processes',
  loading: 'loading',
  setUp: 'setup',
  warmUp: 'warm-up',
  measuring: 'measuring',
  rest: 'rest',
  checkingPairs: 'check of pairs',
  judging: 'judging',
  explaining: 'finding out why it got slower',
};

/** Less than this is nothing to act on. */
const LEAST_MS = 50;

/** Returns where a run's time went, in the order in which it goes. */
export function runTimesText(times: RunTimesSummary): string {
  return (Object.keys(NAMES) as (keyof RunTimesSummary)[])
    .filter((part) => times[part] >= LEAST_MS)
    .map((part) => `${NAMES[part]} ${formatSpan(times[part])}`)
    .join(', ');
}
