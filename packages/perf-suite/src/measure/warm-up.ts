import type { AsyncBatch, SyncBatch } from './batch.js';
import { batchSizeFor, TARGET_BATCH_NS } from './batch-size.js';
import { median } from './median.js';

/** Long enough for the optimising compiler: calibrated cold, a batch came out 13 times too small. */
export const WARM_UP_MS = 150;

/** A call this long is not warmed up any further. */
const SLOW_CALL_NS = 100e6;

export interface WarmUp {
  /** Settled for all loops together. */
  readonly batchSize: number;
  /** Time of one call of each loop, in nanoseconds. */
  readonly callNs: readonly number[];
}

export interface WarmUpOptions {
  /** Time for all loops together. */
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
 * that size, as they will be measured.
 */
export async function warmUp(
  loops: readonly (SyncBatch | AsyncBatch)[],
  options: WarmUpOptions,
): Promise<WarmUp> {
  const callNs = await grow(loops, options);
  // Of such a long call the compiler has seen enough by now, and more would only take its user's time.
  if (Math.max(...callNs) > SLOW_CALL_NS) return { batchSize: 1, callNs };
  let batchSize = options.batchSize ?? (options.oneByOne ? 1 : batchSizeFor(Math.max(...callNs)));
  const deadlineMs = performance.now() + options.warmUpMs;
  for (let pass = 0; pass < 6; pass++) {
    await runUntil(loops, batchSize, pass === 0 ? deadlineMs : 0);
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

async function runUntil(
  loops: readonly (SyncBatch | AsyncBatch)[],
  batchSize: number,
  deadlineMs: number,
): Promise<void> {
  do {
    for (const loop of loops) await loop(batchSize);
  } while (performance.now() < deadlineMs);
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
