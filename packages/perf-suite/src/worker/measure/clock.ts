/**
 * Node's own clocks and timers, taken when the worker starts, before anything of the user's is loaded.
 * Helpers that fake time (sinon, vitest, jest) put functions of their own in their place: by a clock
 * that stands still no warm-up would ever end.
 */
const own = clocksNow();

function clocksNow() {
  return {
    setTimeout: globalThis.setTimeout,
    setInterval: globalThis.setInterval,
    setImmediate: globalThis.setImmediate,
    queueMicrotask: globalThis.queueMicrotask,
    'process.nextTick': process.nextTick,
    'process.hrtime': process.hrtime,
    'process.hrtime.bigint': process.hrtime.bigint,
    'performance.now': globalThis.performance?.now,
    Date: globalThis.Date,
  };
}

export const { setTimeout, setInterval, setImmediate } = own;
export const { clearImmediate, clearInterval } = globalThis;

/** A clock that never goes back, in nanoseconds. */
export const nowNs: () => bigint = process.hrtime.bigint;

/** The same in milliseconds, from the start of the process. */
export const nowMs: () => number = performance.now.bind(performance);

/** When the process started, in milliseconds since 1970. */
export const startedAtMs = performance.timeOrigin;

/** Lets the event loop turn once. */
export function nextTurn(): Promise<void> {
  return new OwnPromise((resolve) => setImmediate(resolve));
}

/** Waits at least this long. */
export function pause(ms: number): Promise<void> {
  return new OwnPromise((resolve) => setTimeout(resolve, ms));
}

const OwnPromise = Promise;

/** What the benchmark awaits hangs on these; the others only read the time. */
const TIMERS = new Set(['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'process.nextTick']);

/** Returns the names of clocks and timers that are not Node's own any more. */
export function replacedClocks(): string[] {
  const now = clocksNow();
  return (Object.keys(own) as (keyof typeof own)[]).filter((name) => now[name] !== own[name]);
}

/** Returns the names of timers that are not Node's own any more. */
export function replacedTimers(): string[] {
  return replacedClocks().filter((name) => TIMERS.has(name));
}
