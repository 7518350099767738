const FIRST_MS = 250;
const MOST_MS = 10_000;

/**
 * Returns how long to wait before coming back, in milliseconds: doubling from 250 ms to 10 s, shortened
 * at random by up to half, so that a thousand watchers do not come back in one moment.
 * @param attempt 0 for the first
 * @param random from 0 (included) to 1
 */
export function backOffMs(attempt: number, random: number): number {
  return Math.min(FIRST_MS * 2 ** Math.min(attempt, 10), MOST_MS) * (0.5 + random / 2);
}
