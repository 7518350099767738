import type { Estimate } from '@perf-suite/schema';
import { signTestInterval } from './sign-test-interval.js';

const FEWEST_ROUNDS = 3;

/**
 * Returns what the rounds so far say of a speedup before the first look at them, by the sign test; null below
 * three rounds. To be shown only: nothing corrects for looking this often.
 * @param roundSpeedups base / head of each round
 */
export function provisionalEstimate(roundSpeedups: readonly number[]): Estimate | null {
  return roundSpeedups.length < FEWEST_ROUNDS ? null : signTestInterval(roundSpeedups);
}
