import type { AsyncBatch, SyncBatch } from './batch.js';
import { batchSizeFor, TARGET_BATCH_NS } from './batch-size.js';
import { median } from './median.js';

/** Long enough for the optimising compiler: calibrated cold, a batch came out 13 times too small. */
export const WARM_UP_MS = 150;

/** Code that still gets faster is warmed up for up to this many times as long. */
const PATIENCE = 5;

/** How long the loops are watched together before asking whether they still get faster. */
const WINDOW_NS = 50e6;

/** A window that beats the best one before by more than this says that the compiler is still at it. */
const STILL_FASTER_RATIO = 0.01;

/** A call this long is not warmed up any further. */
const SLOW_CALL_NS = 100e6;

export interface WarmUp {
  /** Settled for all loops together. */
  readonly batchSize: number;
  /** Time of one call of each loop, in nanoseconds. */
  readonly callNs: readonly number[];
}

export interface WarmUpOptions {
  /** Least time for all loops together. */
  readonly warmUpMs: number;
  readonly timerCostNs: number;
  /** Null calibrates. */
  readonly batchSize: number | null;
  /** True where calls must be timed one by one. */
  readonly oneByOne: boolean;
}

/**
 * Warms the loops up in turns, so that both variants reach the same state, and settles one batch
 * size for them: first batches that double until one lasts as long as the target, then batches of
 * that size, as they will be measured, until none of the loops gets faster any more. Code of many
 * functions is compiled bit by bit: a library's search still gained 20 % after the first 200 ms, and
 * a change in it showed at half its size.
 */
export async function warmUp(
  loops: readonly (SyncBatch | AsyncBatch)[],
  options: WarmUpOptions,
): Promise<WarmUp> {
  const callNs = await grow(loops, options);
  // Of such a long call the compiler has seen enough by now, and more would only take its user's time.
  if (Math.max(...callNs) > SLOW_CALL_NS) return { batchSize: 1, callNs };
  let batchSize = options.batchSize ?? (options.oneByOne ? 1 : batchSizeFor(Math.max(...callNs)));
  await runUntilSteady(loops, batchSize, options.warmUpMs);
  for (let pass = 0; pass < 6; pass++) {
    for (const [index, loop] of loops.entries())
      callNs[index] = await timeOfCall(loop, batchSize, options.timerCostNs);
    if (options.batchSize !== null || options.oneByOne) break;
    const slowestNs = Math.max(...callNs) * batchSize;
    const fits = slowestNs >= 0.6 * TARGET_BATCH_NS && slowestNs <= 1.7 * TARGET_BATCH_NS;
    const next = batchSizeFor(Math.max(...callNs));
    if (fits || next === batchSize) break;
    batchSize = next;
  }
  return { batchSize, callNs };
}

/** Doubles the batch of each loop until it lasts as long as the target; a rough time of a call for each. */
async function grow(loops: readonly (SyncBatch | AsyncBatch)[], options: WarmUpOptions): Promise<number[]> {
  const callNs: number[] = [];
  for (const loop of loops) {
    let iterations = 1;
    let durationNs = await loop(iterations);
    while (durationNs < TARGET_BATCH_NS && !options.oneByOne && iterations < 2 ** 24) {
      iterations *= 2;
      durationNs = await loop(iterations);
    }
    callNs.push(Math.max(0, durationNs - options.timerCostNs) / iterations);
  }
  return callNs;
}

/** Runs the loops in turns, window by window, for the time given and on while any gets faster. */
async function runUntilSteady(
  loops: readonly (SyncBatch | AsyncBatch)[],
  batchSize: number,
  leastMs: number,
): Promise<void> {
  const startMs = performance.now();
  const bestNs = loops.map(() => Number.POSITIVE_INFINITY);
  for (;;) {
    const windowNs = await runWindow(loops, batchSize);
    const faster = windowNs.some((ns, i) => ns < (bestNs[i] as number) * (1 - STILL_FASTER_RATIO));
    for (const [i, ns] of windowNs.entries()) bestNs[i] = Math.min(ns, bestNs[i] as number);
    const spentMs = performance.now() - startMs;
    if (spentMs >= leastMs * PATIENCE || (spentMs >= leastMs && !faster)) return;
  }
}

/** Returns the median duration of each loop's batches in one window. */
async function runWindow(loops: readonly (SyncBatch | AsyncBatch)[], batchSize: number): Promise<number[]> {
  const durationsNs = loops.map((): number[] => []);
  let totalNs = 0;
  while (totalNs < WINDOW_NS) {
    for (const [i, loop] of loops.entries()) {
      const durationNs = await loop(batchSize);
      (durationsNs[i] as number[]).push(durationNs);
      // A batch without any measurable time must not keep the window open for ever.
      totalNs += Math.max(durationNs, 100);
    }
  }
  return durationsNs.map(median);
}

/** The median of nine batches, or of fewer where a call takes more than 5 ms. */
async function timeOfCall(
  loop: SyncBatch | AsyncBatch,
  batchSize: number,
  timerCostNs: number,
): Promise<number> {
  const durationsNs: number[] = [];
  const deadlineMs = performance.now() + 50;
  do {
    durationsNs.push(Math.max(0, (await loop(batchSize)) - timerCostNs));
  } while (durationsNs.length < 9 && performance.now() < deadlineMs);
  return median(durationsNs) / batchSize;
}
