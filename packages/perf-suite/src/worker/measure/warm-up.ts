import { median } from '../../wire/median.js';
import type { AsyncBatch, SyncBatch } from './batch.js';
import { batchSizeFor, TARGET_BATCH_NS } from './batch-size.js';
import { nowMs } from './clock.js';

/** Code that still gets faster is warmed up for up to this many times as long. */
const PATIENCE = 5;

/** How long the loops are watched together before asking whether they still get faster. */
const WINDOW_MS = 50;
const SHORTEST_WINDOW_MS = 1;

/**
 * A window lasts at most this many times as long where little of it is timed: hooks around each call, a
 * call that reports a time of its own, or other programs on this core take the rest.
 */
const MOST_OF_WINDOW = 4;

/** Time for one loop's batch to grow, or for its calls to be timed: both end far below it where they can. */
const MOST_CALIBRATION_MS = 100;

/** A window that beats the best one before by more than this says that the compiler is still at it. */
const STILL_FASTER_RATIO = 0.01;

/** A call this long is not warmed up any further. */
const SLOW_CALL_NS = 100e6;

/** Nor is a shorter one with this much around it. */
const SLOW_WHOLE_NS = 500e6;

/** A batch with what it makes ready for each of its calls lasts about this long at most. */
const MOST_WHOLE_BATCH_NS = 20e6;

export interface WarmUp {
  /** Settled for all loops together. */
  readonly batchSize: number;
  /** Time of one call of each loop, in nanoseconds. */
  readonly callNs: readonly number[];
  /** The same with all that happens around it, such as hooks. */
  readonly wholeNs: readonly number[];
}

/** What is known about one loop's calls. */
interface CallTimes {
  callNs: number;
  wholeNs: number;
}

export interface WarmUpOptions {
  /** Least time for all loops together. */
  readonly warmupMs: number;
  readonly timerCostNs: number;
  /** Null calibrates. */
  readonly batchSize: number | null;
  /** True where calls must be timed one by one. */
  readonly oneByOne: boolean;
  /** True where a batch does more for each call than it times. */
  readonly timesItself?: boolean;
  /** A clock that never goes back. */
  readonly nowMs?: () => number;
}

interface Loops {
  readonly loops: readonly (SyncBatch | AsyncBatch)[];
  readonly nowMs: () => number;
}

/**
 * Warms the loops up in turns, so that both variants reach the same state, and settles one batch
 * size for them: first batches that double until one lasts as long as the target, then batches of
 * that size, as they will be measured, until none of the loops gets faster any more. Code of many
 * functions is compiled bit by bit: a library's search still gained 20 % after the first 200 ms, and
 * a change in it showed at half its size. However little of a call is timed, it ends: in about 0.75 s
 * (1.1 s for two loops), or after a few calls where these take longer.
 */
export async function warmUp(
  loops: readonly (SyncBatch | AsyncBatch)[],
  options: WarmUpOptions,
): Promise<WarmUp> {
  const timed: Loops = { loops, nowMs: options.nowMs ?? nowMs };
  const grown = await grow(timed, options);
  let times: readonly CallTimes[] = grown;
  // Of such a long call the compiler has seen enough by now, and more would only take its user's time.
  if (slowest(times, 'callNs') > SLOW_CALL_NS || slowest(times, 'wholeNs') > SLOW_WHOLE_NS)
    return warmedUp(1, times);
  const eachNs = options.timesItself === true ? Math.max(...grown.map((one) => one.eachNs)) : 0;
  const targetNs = (callNs: number): number =>
    Math.min(TARGET_BATCH_NS, callNs * Math.max(1, MOST_WHOLE_BATCH_NS / eachNs));
  const sizeFor = (callNs: number): number => batchSizeFor(callNs, targetNs(callNs));
  let batchSize = options.batchSize ?? (options.oneByOne ? 1 : sizeFor(slowest(times, 'callNs')));
  await runUntilSteady(timed, batchSize, options.warmupMs);
  for (let pass = 0; pass < 6; pass++) {
    times = await timeCalls(timed, batchSize, options.timerCostNs);
    if (options.batchSize !== null || options.oneByOne) break;
    const callNs = slowest(times, 'callNs');
    const fits = callNs * batchSize >= 0.6 * targetNs(callNs) && callNs * batchSize <= 1.7 * targetNs(callNs);
    const next = sizeFor(callNs);
    if (fits || next === batchSize) break;
    batchSize = next;
  }
  return warmedUp(batchSize, times);
}

function slowest(times: readonly CallTimes[], which: keyof CallTimes): number {
  return Math.max(...times.map((one) => one[which]));
}

function warmedUp(batchSize: number, times: readonly CallTimes[]): WarmUp {
  return {
    batchSize,
    callNs: times.map(({ callNs }) => callNs),
    wholeNs: times.map(({ wholeNs }) => wholeNs),
  };
}

interface GrownTimes extends CallTimes {
  /** What one more call adds to a batch, with all that is done for it. */
  readonly eachNs: number;
}

/** Doubles the batch of each loop until it lasts as long as the target; a rough time of a call for each. */
async function grow({ loops, nowMs }: Loops, options: WarmUpOptions): Promise<GrownTimes[]> {
  const times: GrownTimes[] = [];
  for (const loop of loops) {
    const startMs = nowMs();
    let iterations = 1;
    let beforeMs = startMs;
    let halfMs = 0;
    let durationNs = await loop(iterations);
    while (durationNs < TARGET_BATCH_NS && !options.oneByOne && iterations < 2 ** 24) {
      const endMs = nowMs();
      if (endMs - startMs > MOST_CALIBRATION_MS) break;
      halfMs = endMs - beforeMs;
      beforeMs = endMs;
      iterations *= 2;
      durationNs = await loop(iterations);
    }
    const callNs = Math.max(0, durationNs - options.timerCostNs) / iterations;
    const wholeMs = nowMs() - beforeMs;
    times.push({
      callNs,
      wholeNs: Math.max(callNs, (wholeMs * 1e6) / iterations),
      eachNs: Math.max(callNs, ((wholeMs - halfMs) * 1e6) / Math.ceil(iterations / 2)),
    });
  }
  return times;
}

/** Runs the loops in turns, window by window, for the time given and on while any gets faster. */
async function runUntilSteady(timed: Loops, batchSize: number, leastMs: number): Promise<void> {
  const windowMs = Math.max(SHORTEST_WINDOW_MS, Math.min(WINDOW_MS, leastMs));
  const startMs = timed.nowMs();
  const bestNs = timed.loops.map(() => Number.POSITIVE_INFINITY);
  for (;;) {
    const medianNs = await runWindow(timed, batchSize, windowMs);
    const faster = medianNs.some((ns, i) => ns < (bestNs[i] as number) * (1 - STILL_FASTER_RATIO));
    for (const [i, ns] of medianNs.entries()) bestNs[i] = Math.min(ns, bestNs[i] as number);
    const spentMs = timed.nowMs() - startMs;
    if (spentMs >= leastMs * PATIENCE || (spentMs >= leastMs && !faster)) return;
  }
}

/** Returns the median duration of each loop's batches in one window. */
async function runWindow({ loops, nowMs }: Loops, batchSize: number, windowMs: number): Promise<number[]> {
  const durationsNs = loops.map((): number[] => []);
  const endMs = nowMs() + windowMs * MOST_OF_WINDOW;
  let totalNs = 0;
  while (totalNs < windowMs * 1e6 && nowMs() < endMs) {
    for (const [i, loop] of loops.entries()) {
      const durationNs = await loop(batchSize);
      (durationsNs[i] as number[]).push(durationNs);
      // A batch without any measurable time must not keep the window open for ever.
      totalNs += Math.max(durationNs, 100);
    }
  }
  return durationsNs.map(median);
}

async function timeCalls(
  { loops, nowMs }: Loops,
  batchSize: number,
  timerCostNs: number,
): Promise<CallTimes[]> {
  const times: CallTimes[] = [];
  for (const loop of loops) times.push(await timeOfCall(loop, { batchSize, timerCostNs, nowMs }));
  return times;
}

/** The median of nine batches, or of fewer where a call takes more than 5 ms. */
async function timeOfCall(
  loop: SyncBatch | AsyncBatch,
  { batchSize, timerCostNs, nowMs }: { batchSize: number; timerCostNs: number; nowMs: () => number },
): Promise<CallTimes> {
  const durationsNs: number[] = [];
  const startMs = nowMs();
  let spentMs = 0;
  do {
    durationsNs.push(Math.max(0, (await loop(batchSize)) - timerCostNs));
    spentMs = nowMs() - startMs;
  } while (durationsNs.length < 9 && spentMs < MOST_CALIBRATION_MS / 2);
  const callNs = median(durationsNs) / batchSize;
  return { callNs, wholeNs: Math.max(callNs, (spentMs * 1e6) / (durationsNs.length * batchSize)) };
}
