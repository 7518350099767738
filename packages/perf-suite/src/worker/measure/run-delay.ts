import { openSync, readSync } from 'node:fs';
import { max, min } from '../../wire/own-built-ins.js';
import type { SyncBatch } from './batch.js';
import { nowMs } from './clock.js';

// Node's own, however the user's code replaces them: what they say is taken off its times.
const ownReadSync = readSync;
const { cpuUsage } = process;

/** Returns for how long this thread has been ready to run while another program had its core, in nanoseconds. */
export type RunDelayClock = () => number;

/** Run time, wait and number of turns of one thread (Linux, Documentation/scheduler/sched-stats.rst). */
const SCHEDULER_FILE = '/proc/thread-self/schedstat';

/** A batch this long may well lose its core on a busy machine; in a shorter one the reading itself would weigh. */
export const WORTH_READING_NS = 100_000;

/**
 * Opens the clock of the thread that calls; null where the system has none. Reading it takes about 2 µs. The wait
 * for threads of this process is left out: what they do, such as collecting garbage, is part of what the code costs.
 */
export function openRunDelayClock(file = SCHEDULER_FILE): RunDelayClock | null {
  const text = Buffer.alloc(64);
  try {
    const descriptor = openSync(file, 'r');
    const numbers = { runNs: 0, waitNs: 0 };
    const read = () => readNumbers(text, ownReadSync(descriptor, text, 0, text.length, 0), numbers);
    return Number.isFinite(read().waitNs) ? waitForOthers(read) : null;
  } catch {
    return null;
  }
}

interface ThreadTimes {
  readonly runNs: number;
  readonly waitNs: number;
}

/** The system counts a thread's running time by ticks of some milliseconds: shorter, the share would be one of ticks. */
const SHARE_WINDOW_MS = 200;

/** Takes off the share of the wait that went to this process's other threads, as it was in the latest window. */
function waitForOthers(read: () => ThreadTimes): RunDelayClock {
  let { waitNs } = read();
  let waitedForOthersNs = waitNs;
  let ownShare = 0;
  let window = { startMs: nowMs(), waitNs, ownNs: ownThreadsNs(read()) };
  return () => {
    const now = read();
    waitedForOthersNs += (now.waitNs - waitNs) * (1 - ownShare);
    waitNs = now.waitNs;
    const atMs = nowMs();
    if (atMs - window.startMs >= SHARE_WINDOW_MS) {
      const ownNs = ownThreadsNs(now);
      const windowWaitNs = waitNs - window.waitNs;
      const share = windowWaitNs === 0 ? 0 : (ownNs - window.ownNs) / windowWaitNs;
      ownShare = min(1, max(0, share));
      window = { startMs: atMs, waitNs, ownNs };
    }
    return waitedForOthersNs;
  };
}

/** What the process's other threads have run, in nanoseconds. */
function ownThreadsNs({ runNs }: ThreadTimes): number {
  const { user, system } = cpuUsage();
  return (user + system) * 1000 - runNs;
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
    return durationNs - min(durationNs, max(0, waitedNs - max(0, outsideNs)));
  };
}

/**
 * The same, but read only where the batch before suggests that this one is long: a warm-up does not know what its
 * calls take, and runs thousands of short batches, of which the readings would take most of the time.
 */
export function withoutRunDelayWhereLong(batch: SyncBatch, runDelayNs: RunDelayClock): SyncBatch {
  const corrected = withoutRunDelay(batch, runDelayNs);
  let callNs = 0;
  return (iterations) => {
    const durationNs = callNs * iterations < WORTH_READING_NS ? batch(iterations) : corrected(iterations);
    callNs = durationNs / iterations;
    return durationNs;
  };
}

/** Parsed byte by byte: a string for each reading would be garbage in the middle of measuring. */
function readNumbers(text: Buffer, length: number, into: { runNs: number; waitNs: number }): ThreadTimes {
  let space = 0;
  while (space < length && text[space] !== 0x20) space++;
  into.runNs = numberAt(text, 0, length);
  into.waitNs = space === length ? Number.NaN : numberAt(text, space + 1, length);
  return into;
}

function numberAt(text: Buffer, start: number, length: number): number {
  let value = 0;
  for (let at = start; at < length && text[at] !== 0x20; at++) {
    const digit = (text[at] as number) - 0x30;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}
