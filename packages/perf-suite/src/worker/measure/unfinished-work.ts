import { createHook } from 'node:async_hooks';
import type { Warning } from '@perf-suite/schema';
import type { Call } from '../load/subject.js';
import { nextTurn, nowMs } from './clock.js';
import type { Probe } from './probe.js';

/** Enough to tell what each call leaves behind from what was there before. */
const CALLS = 3;

/** Calls that took longer than this when they were tried are not repeated: that would only take their user's time. */
const SLOW_CALL_MS = 50;

/** Calls in a row whose leftover work is then timed together, for at most this long. */
const MOST_CALLS = 1000;
const MOST_CALLS_MS = 2;

/** The compiler or the garbage collector may take the time of one try, of what is left or of the calls. */
const TRIES_THAT_EXCEED = 3;
const TRIES_THAT_DO_NOT = 2;

/** Less than this is within what a turn of the event loop may take by itself. */
const LEAST_LEFTOVER_MS = 1;

/** What one call starts and one event ends: sockets, servers and the like may well stay open on purpose. */
const ONE_SHOT = new Set(['Timeout', 'Immediate', 'FSReqCallback', 'FSReqPromise', 'GetAddrInfoReqWrap']);

type CpuUsage = () => NodeJS.CpuUsage;

/** Node 20 only tells of the whole process, with the threads that compile and collect garbage. */
const { cpuUsage, threadCpuUsage }: { cpuUsage: CpuUsage; threadCpuUsage?: CpuUsage } = process;
const ownUsage = (threadCpuUsage ?? cpuUsage).bind(process);

const activeResources = process.getActiveResourcesInfo?.bind(process) ?? (() => []);

/**
 * Returns a warning when calls return before their work is done, as where an `await` was forgotten: then only
 * the start of the work is timed. Calls the benchmark a few times more, unless a call is slow.
 * @param probe calls it once and waits for it
 * @param firstCallMs how long its first call took
 */
export async function unfinishedWorkWarning(
  name: string,
  call: Call,
  { probe, firstCallMs }: { readonly probe: () => Promise<Probe>; readonly firstCallMs: number },
): Promise<Warning | null> {
  if (firstCallMs > SLOW_CALL_MS) return null;
  const left = (await leavesTimersBehind(probe)) ? 'a timer or a request' : null;
  const found = left ?? ((await leavesPromisesBehind(call, probe)) ? 'work in promises' : null);
  if (found === null) return null;
  const isAwaited = (await probe()).async;
  return {
    code: 'works-after-return',
    message: `"${name}" returns before its work is done: each call leaves ${found} behind that nothing waits for, so that its time is not measured`,
    hint: isAwaited
      ? 'The promise that it returns does not wait for all of it: let it wait for the rest, too, or measure a function that starts nothing else.'
      : 'Return the promise, or await it: bench(name, async () => { await work(); })',
  };
}

async function leavesTimersBehind(probe: () => Promise<Probe>): Promise<boolean> {
  let before = oneShotCount();
  for (let i = 0; i < CALLS; i++) {
    await probe();
    const after = oneShotCount();
    if (after <= before) return false;
    before = after;
  }
  return true;
}

function oneShotCount(): number {
  return activeResources().filter((kind) => ONE_SHOT.has(kind)).length;
}

async function leavesPromisesBehind(call: Call, probe: () => Promise<Probe>): Promise<boolean> {
  const hasHooks = call.beforeEach !== null || call.afterEach !== null;
  if (hasHooks || (await probe()).async) return false;
  let exceeding = 0;
  for (let others = 0; exceeding < TRIES_THAT_EXCEED; ) {
    if (await leftoverExceedsCalls(call)) exceeding++;
    else if (++others === TRIES_THAT_DO_NOT) return false;
  }
  return createsPromises(call);
}

/**
 * Where other programs leave little time, the compiler may take it each time: what creates no promise leaves no work in
 * one. Asked last: watching for promises makes those of this process slower from then on.
 */
function createsPromises(call: Call): boolean {
  let isCreated = false;
  const hook = createHook({
    init: (_id, type) => {
      if (type === 'PROMISE') isCreated = true;
    },
  }).enable();
  try {
    Reflect.apply(call.run, call.self, call.values);
  } finally {
    hook.disable();
  }
  return isCreated;
}

/** By what this thread used of a core: other programs take their time as they please. */
async function leftoverExceedsCalls(call: Call): Promise<boolean> {
  await nextTurn();
  const startMs = nowMs();
  const startCpuMs = cpuMs();
  let callsMs = 0;
  for (let i = 0; i < MOST_CALLS && callsMs < MOST_CALLS_MS; i++) {
    Reflect.apply(call.run, call.self, call.values);
    callsMs = nowMs() - startMs;
  }
  const callsCpuMs = cpuMs() - startCpuMs;
  await nextTurn();
  const leftoverMs = cpuMs() - startCpuMs - callsCpuMs;
  return leftoverMs > LEAST_LEFTOVER_MS && leftoverMs > callsCpuMs;
}

function cpuMs(): number {
  const { user, system } = ownUsage();
  return (user + system) / 1000;
}
