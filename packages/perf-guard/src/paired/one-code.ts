import type { Warning } from '@perf-suite/schema';
import type { RoundRatios } from './round-ratios.js';

/** Two sides whose medians agree this closely in a round are the same to four digits. */
const SAME_LOG_RATIO = 5e-5;
/** In a shorter batch the clock's steps of 10 ns may make two copies read alike. */
const SHORTEST_BATCH_NS = 200_000;
const FEWEST_ROUNDS = 6;
const SHARE_OF_ROUNDS = 0.75;

/**
 * Returns a warning where both sides take the same time to four digits round after round: two copies of one code
 * differ by more, so that one code was measured twice, or a time that does not come from the work. Of 3,354
 * intervals of two copies (bench/verdict/results.jsonl) the narrowest reached 0.12 % to each side, twenty times as much.
 */
export function oneCodeWarning({ percentiles }: RoundRatios, batchSize: number): Warning | null {
  const { logRatios, baseNs } = percentiles.p50;
  const isLong = baseNs.every((ns) => ns * batchSize >= SHORTEST_BATCH_NS);
  if (logRatios.length < FEWEST_ROUNDS || !isLong) return null;
  const same = logRatios.filter((log) => Math.abs(log) < SAME_LOG_RATIO).length;
  if (same < SHARE_OF_ROUNDS * logRatios.length) return null;
  return {
    code: 'one-code',
    message: `base and head take the same time to four digits in ${same} of ${logRatios.length} rounds, closer than two copies of one code: they may have run the same copy`,
    hint: 'Compare with --isolation process.',
  };
}
