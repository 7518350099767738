import { median } from '../../wire/median.js';
import type { Call } from '../load/subject.js';
import { generateBatch } from './batch.js';

const EMPTY_CALL: Call = { run: () => {}, self: undefined, values: [], beforeEach: null, afterEach: null };

/**
 * Returns what reading the clock around a batch adds to its duration, in nanoseconds: the median of
 * 2,000 batches without any iteration. It is subtracted once from each batch, for both variants alike.
 */
export function measureTimerCostNs(): number {
  const batch = generateBatch(EMPTY_CALL, { async: false, overridden: false });
  for (let i = 0; i < 20_000; i++) batch(0);
  return median(Array.from({ length: 2000 }, () => batch(0)));
}

/** Returns the time of one turn of a loop that calls an empty function, in nanoseconds. */
export function measureEmptyLoopNs(): number {
  const batch = generateBatch(EMPTY_CALL, { async: false, overridden: false });
  const iterations = 20_000;
  for (let i = 0; i < 200; i++) batch(iterations);
  return median(Array.from({ length: 51 }, () => batch(iterations) / iterations));
}
