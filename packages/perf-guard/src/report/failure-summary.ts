import type { Failure } from '@perf-suite/schema';
import { WROTE_LAST } from '@perf-suite/schema/wrote-last';

/** Returns what became of a benchmark that failed, as a sentence; what a program wrote before it is in the run. */
export function failureSummary({ reason, round, message: whole }: Failure): string {
  const [message = ''] = whole.split(WROTE_LAST);
  if (reason === 'load') return `Failed to load: ${message}`;
  // What ends a process says the round itself.
  const where = / in round \d+/.test(message) ? '' : ` in round ${round + 1}`;
  return `Failed${where}: ${message}`;
}
