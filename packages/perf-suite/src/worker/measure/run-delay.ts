import { openSync, readSync } from 'node:fs';
import type { SyncBatch } from './batch.js';
import { nowMs } from './clock.js';

/** Returns for how long this thread has been ready to run while something else had its core, in nanoseconds. */
export type RunDelayClock = () => number;

/** Run time, wait and number of turns of one thread (Linux, Documentation/scheduler/sched-stats.rst). */
const SCHEDULER_FILE = '/proc/thread-self/schedstat';

/** A batch this long may well lose its core on a busy machine; in a shorter one the reading itself would weigh. */
export const WORTH_READING_NS = 100_000;

/** Opens the clock of the thread that calls; null where the system has none. Reading it takes about 2 µs. */
export function openRunDelayClock(file = SCHEDULER_FILE): RunDelayClock | null {
  const text = Buffer.alloc(64);
  try {
    const descriptor = openSync(file, 'r');
    const read = (): number => secondNumber(text, readSync(descriptor, text, 0, text.length, 0));
    return Number.isFinite(read()) ? read : null;
  } catch {
    return null;
  }
}

/**
 * Returns the batch with the time taken off in which other programs had the core: half of a long call's
 * duration on a busy machine, and nothing that its code could help. What was waited outside the timed
 * part, while the clocks were read or hooks ran, is not taken off.
 */
export function withoutRunDelay(batch: SyncBatch, runDelayNs: RunDelayClock): SyncBatch {
  return (iterations) => {
    const startMs = nowMs();
    const before = runDelayNs();
    const durationNs = batch(iterations);
    const waitedNs = runDelayNs() - before;
    const outsideNs = (nowMs() - startMs) * 1e6 - durationNs;
    return durationNs - Math.min(durationNs, Math.max(0, waitedNs - Math.max(0, outsideNs)));
  };
}

/** Parsed byte by byte: a string for each reading would be garbage in the middle of measuring. */
function secondNumber(text: Buffer, length: number): number {
  let at = text.indexOf(0x20) + 1;
  if (at === 0) return Number.NaN;
  let value = 0;
  for (; at < length && text[at] !== 0x20; at++) {
    const digit = (text[at] as number) - 0x30;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}
