import { median } from '../../wire/median.js';
import type { AsyncBatch, SyncBatch } from './batch.js';
import { batchSizeFor, TARGET_BATCH_NS } from './batch-size.js';
import { nowMs } from './clock.js';

/** Code that still gets faster is warmed up for up to this many times as long. */
const PATIENCE = 5;

/** How long the loops are watched together before asking whether they still get faster. */
const WINDOW_MS = 50;
const SHORTEST_WINDOW_MS = 1;

/** Where an earlier round says how much is needed, there is no search that longer windows would make surer. */
const WINDOW_OF_LATER_ROUND_MS = 25;

/**
 * A window lasts at most this many times as long where little of it is timed: hooks around each call, a
 * call that reports a time of its own, or other programs on this core take the rest.
 */
const MOST_OF_WINDOW = 4;

/** A window that a later one beats by more than this was not steady yet. Twice as much: most windows differ by noise. */
const NOT_STEADY_RATIO = 0.02;

/** Other rounds meet the benchmarks in another order, with other code compiled before: they may need more. */
const MARGIN = 1.5;

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
  /** After how many calls of each loop none got any faster. */
  readonly steadyAfterCalls: number;
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
  /** After how many calls earlier rounds were steady; left out where none has found out. */
  readonly steadyAfterCalls?: number | undefined;
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
 *
 * A later round's process has to compile the same code again, but need not find out how long that takes: it makes
 * the calls that earlier rounds needed and half as many again, then goes on only while the loops still get faster.
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
    return warmedUp(1, times, 1);
  const eachNs = options.timesItself === true ? Math.max(...grown.map((one) => one.eachNs)) : 0;
  const targetNs = (callNs: number): number =>
    Math.min(TARGET_BATCH_NS, callNs * Math.max(1, MOST_WHOLE_BATCH_NS / eachNs));
  const sizeFor = (callNs: number): number => batchSizeFor(callNs, targetNs(callNs));
  const settles = options.batchSize === null && !options.oneByOne;
  const steady = await runUntilSteady(timed, {
    batchSize: options.batchSize ?? (options.oneByOne ? 1 : sizeFor(slowest(times, 'callNs'))),
    sizeFor: settles ? sizeFor : null,
    leastMs: options.warmupMs,
    knownCalls: options.steadyAfterCalls ?? null,
  });
  let { batchSize } = steady;
  for (let pass = 0; pass < 6; pass++) {
    times = await timeCalls(timed, batchSize, options.timerCostNs);
    if (!settles) break;
    const callNs = slowest(times, 'callNs');
    const fits = callNs * batchSize >= 0.6 * targetNs(callNs) && callNs * batchSize <= 1.7 * targetNs(callNs);
    const next = sizeFor(callNs);
    if (fits || next === batchSize) break;
    batchSize = next;
  }
  return warmedUp(batchSize, times, steady.afterCalls);
}

function slowest(times: readonly CallTimes[], which: keyof CallTimes): number {
  return Math.max(...times.map((one) => one[which]));
}

function warmedUp(batchSize: number, times: readonly CallTimes[], steadyAfterCalls: number): WarmUp {
  return {
    batchSize,
    steadyAfterCalls,
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

interface SteadyOptions {
  readonly batchSize: number;
  /** The batch size for calls of this time: that of cold calls is far too small. Null keeps the first. */
  readonly sizeFor: ((callNs: number) => number) | null;
  readonly leastMs: number;
  /** The calls that earlier rounds needed; null searches. */
  readonly knownCalls: number | null;
}

/** What one window showed. */
interface Window {
  /** Median time of a call of each loop. */
  readonly medianNs: readonly number[];
  /** Calls of each loop up to its end. */
  readonly calls: number;
}

/** Runs the loops in turns, window by window, for the time or calls given and on while any gets faster. */
async function runUntilSteady(
  timed: Loops,
  { batchSize: firstSize, sizeFor, leastMs, knownCalls }: SteadyOptions,
): Promise<{ readonly batchSize: number; readonly afterCalls: number }> {
  const longestMs = knownCalls === null ? WINDOW_MS : WINDOW_OF_LATER_ROUND_MS;
  const windowMs = Math.max(SHORTEST_WINDOW_MS, Math.min(longestMs, leastMs));
  const neededCalls = knownCalls === null ? Number.POSITIVE_INFINITY : knownCalls * MARGIN;
  const startMs = timed.nowMs();
  const windows: Window[] = [];
  let batchSize = firstSize;
  for (;;) {
    const { medianNs, batchCount } = await runWindow(timed, batchSize, windowMs);
    const calls = (windows.at(-1)?.calls ?? 0) + batchCount * batchSize;
    const faster = medianNs.some((ns, i) => ns < bestOf(windows, i) * (1 - STILL_FASTER_RATIO));
    windows.push({ medianNs, calls });
    const spentMs = timed.nowMs() - startMs;
    const enough = spentMs >= leastMs || (windows.length > 1 && calls >= neededCalls);
    if (spentMs >= leastMs * PATIENCE || (enough && !faster))
      return { batchSize, afterCalls: steadyAfter(windows) };
    batchSize = sizeFor?.(Math.max(...medianNs)) ?? batchSize;
  }
}

function bestOf(windows: readonly Window[], loop: number): number {
  return Math.min(...windows.map(({ medianNs }) => medianNs[loop] as number));
}

/** The calls up to the middle of the window after the last one that a later one was faster than: half of it, at most, was slow. */
function steadyAfter(windows: readonly Window[]): number {
  const last = windows.findLastIndex(({ medianNs }, k) =>
    medianNs.some((ns, i) => bestOf(windows.slice(k + 1), i) < ns * (1 - NOT_STEADY_RATIO)),
  );
  const before = windows[last]?.calls ?? 0;
  const next = windows[last + 1]?.calls ?? before;
  return Math.ceil((before + next) / 2);
}

/** Returns the median time of a call of each loop in one window, and how many batches of each it held. */
async function runWindow(
  { loops, nowMs }: Loops,
  batchSize: number,
  windowMs: number,
): Promise<{ readonly medianNs: readonly number[]; readonly batchCount: number }> {
  const durationsNs = loops.map((): number[] => []);
  const endMs = nowMs() + windowMs * MOST_OF_WINDOW;
  let totalNs = 0;
  // At least once, however late it comes to it.
  do {
    for (const [i, loop] of loops.entries()) {
      const durationNs = await loop(batchSize);
      (durationsNs[i] as number[]).push(durationNs);
      // A batch without any measurable time must not keep the window open for ever.
      totalNs += Math.max(durationNs, 100);
    }
  } while (totalNs < windowMs * 1e6 && nowMs() < endMs);
  return {
    medianNs: durationsNs.map((ns) => median(ns) / batchSize),
    batchCount: durationsNs[0]?.length ?? 0,
  };
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
