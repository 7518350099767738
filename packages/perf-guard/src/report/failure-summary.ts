import type { Failure } from '@perf-suite/schema';

/** Returns what became of a benchmark that failed, as a sentence. */
export function failureSummary({ reason, round, message }: Failure): string {
  if (reason === 'load') return `Failed to load: ${message}`;
  // What ends a process says the round itself.
  const where = / in round \d+/.test(message) ? '' : ` in round ${round + 1}`;
  return `Failed${where}: ${message}`;
}
