import { PerfError } from '@perf-suite/schema';

/**
 * Returns how many processes measure at the same time. `auto` leaves one core to whatever else runs.
 * @param availableCores what affinity and quota leave to this process; may be a fraction
 * @throws {PerfError} `bad-usage` for more than that
 */
export function processCount(parallel: number | 'auto', availableCores: number): number {
  const cores = Math.max(1, Math.floor(availableCores));
  if (parallel === 'auto') return Math.max(1, cores - 1);
  if (parallel <= cores) return parallel;
  throw new PerfError(
    'bad-usage',
    `--parallel: expected at most ${cores}, as many as the cores that perf-suite may use here, found ${parallel}`,
    { hint: 'Two processes on one core disturb each other. Use: --parallel auto' },
  );
}
