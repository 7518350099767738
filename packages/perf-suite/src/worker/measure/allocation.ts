import { GCProfiler, getHeapStatistics } from 'node:v8';
import type { Allocation, Variant } from '@perf-suite/schema';
import type { Random } from '../../wire/random.js';
import type { Call } from '../load/subject.js';
import { allocationFrom, type Reading } from './allocation-readings.js';
import { type AsyncBatch, generateBatch, type SyncBatch } from './batch.js';
import { describeThrown } from './benchmark-failure.js';
import { nowMs } from './clock.js';
import type { Running, VariantSubject } from './measure-request.js';
import type { PreparedBenchmark } from './prepare-benchmark.js';

/** Calls of one variant take about this long, together. */
const PHASE_NS = 4e6;
/** From here on even one more call of each variant would be felt. */
const LONGEST_CALL_NS = 100e6;
/** Batches of each variant, of which the median counts. */
const MOST_BATCHES = 7;
/** Exact to a tenth of a byte; more calls would only bring collections in between. */
const MOST_CALLS = 200;
/** Each call with hooks reads the heap twice, which takes longer than many a call. */
const MOST_HOOKED_CALLS = 50;
/** What reading the heap allocates itself is known about this well; what is below it is no finding. */
const SINGLE_CALL_RESOLUTION_BYTES = 256;

type Batch = SyncBatch | AsyncBatch;

/** Reads what a call allocates. */
interface Meter {
  readonly variant: Variant;
  read(): Promise<Reading>;
}

export interface AllocationContext {
  readonly random: Pick<Random, 'coin'>;
  readonly running: Running;
}

/**
 * Returns what a call of each variant allocates, from a few more batches that are not timed. What goes wrong is a
 * reason not to know it, never a failure: the times have been measured.
 */
export async function measureAllocation(
  variants: readonly VariantSubject[],
  prepared: PreparedBenchmark,
  { random, running }: AllocationContext,
): Promise<Partial<Record<Variant, Allocation>>> {
  const all = (notMeasured: string) =>
    Object.fromEntries(variants.map(({ variant }) => [variant, { notMeasured }]));
  if (prepared.calls.some(({ preparesEachCall }) => preparesEachCall === true))
    return all('it prepares something for each call, which cannot be told apart from the call');
  if (prepared.wholeNs > LONGEST_CALL_NS) return all(`a call takes longer than ${LONGEST_CALL_NS / 1e6} ms`);
  try {
    const meters = variants.map(({ variant }, i) => openMeter(variant, prepared, i));
    const readings = await readInTurns(meters, prepared, random, running);
    return Object.fromEntries(
      variants.map(({ variant }, i) => [variant, allocationFrom(readings[i] as readonly Reading[])]),
    );
  } catch (error) {
    return all(`a further call failed: ${describeThrown(error)}`);
  }
}

/** Both variants alike often, and neither always first. */
async function readInTurns(
  meters: readonly Meter[],
  { wholeNs }: PreparedBenchmark,
  random: Pick<Random, 'coin'>,
  running: Running,
): Promise<readonly (readonly Reading[])[]> {
  const readings = meters.map((): Reading[] => []);
  const batchCount = Math.max(1, Math.min(MOST_BATCHES, Math.floor(PHASE_NS / wholeNs)));
  const endMs = nowMs() + (4 * meters.length * Math.max(PHASE_NS, wholeNs)) / 1e6;
  const startsWithLast = random.coin();
  for (let i = 0; i < batchCount && (i === 0 || nowMs() < endMs); i++) {
    const order = [...meters.keys()];
    if (startsWithLast !== (i % 2 === 1)) order.reverse();
    for (const index of order) {
      const meter = meters[index] as Meter;
      running.variant = meter.variant;
      (readings[index] as Reading[]).push(await meter.read());
    }
  }
  return readings;
}

function openMeter(variant: Variant, prepared: PreparedBenchmark, index: number): Meter {
  const { async, overridden, wholeNs } = prepared;
  const call = prepared.calls[index] as Call;
  const callCount = Math.floor(PHASE_NS / MOST_BATCHES / wholeNs);
  if (call.beforeEach !== null || call.afterEach !== null) {
    const mostCalls = Math.max(1, Math.min(MOST_HOOKED_CALLS, callCount));
    return { variant, read: hookedMeter(call, async, mostCalls) };
  }
  // The very loop that was timed: what its compiled code leaves out, such as objects that never leave it, is not
  // allocated. One that takes in times is made anew, as its own would take in these.
  const loop = overridden
    ? generateBatch(call, { async, overridden: false })
    : (prepared.loops[index] as Batch);
  if (callCount >= 1 || call.loop !== undefined)
    return { variant, read: slopeReader(loop, Math.max(1, Math.min(MOST_CALLS, callCount))) };
  const nothing = { run: () => {}, self: undefined, values: [], beforeEach: null, afterEach: null };
  const empty = generateBatch(nothing, { async, overridden: false });
  return { variant, read: async () => rounded(less(await bytesOf(loop, 1), await costOfReading(empty))) };
}

/** What is allocated once for each batch, and by reading the heap, is in both batches: their difference is of calls only. */
function slopeReader(loop: Batch, mostCalls: number): () => Promise<Reading> {
  let calls = mostCalls;
  return async () => {
    const one = await bytesOf(loop, 1);
    const reading = perCall(less(await bytesOf(loop, 1 + calls), one), calls);
    // Fewer calls bring fewer collections about.
    if (reading.externalBytes === null) calls = Math.ceil(calls / 4);
    return reading;
  };
}

/** What reading the heap around a call that does nothing shows. */
async function costOfReading(empty: Batch): Promise<Reading> {
  // The first call of a loop also compiles it.
  const costs = [await bytesOf(empty, 1), await bytesOf(empty, 1), await bytesOf(empty, 1)];
  return { heapBytes: Math.min(...costs.map(({ heapBytes }) => heapBytes)), externalBytes: 0 };
}

/** Returns how much a batch allocates, with all around it. Exact for the heap also where garbage is collected in between. */
async function bytesOf(loop: Batch, calls: number): Promise<Reading> {
  const profiler = new GCProfiler();
  profiler.start();
  const before = getHeapStatistics();
  const ended = loop(calls);
  if (typeof ended !== 'number') await ended;
  const after = getHeapStatistics();
  const { statistics: collections } = profiler.stop();
  let heapBytes = after.used_heap_size - before.used_heap_size;
  for (const { beforeGC, afterGC } of collections)
    heapBytes += beforeGC.heapStatistics.usedHeapSize - afterGC.heapStatistics.usedHeapSize;
  const externalBytes = after.external_memory - before.external_memory;
  // What a collection frees of it is freed by another thread, some time later.
  return { heapBytes, externalBytes: collections.length === 0 || externalBytes === 0 ? externalBytes : null };
}

/** Reads the heap right before and after each call, so that what hooks allocate is left out. */
function hookedMeter(call: Call, async: boolean, calls: number): () => Promise<Reading> {
  const nothing = { ...call, run: () => {}, beforeEach: () => {}, afterEach: null };
  const readCost = readerWithin(nothing, async, calls);
  const read = readerWithin(call, async, calls);
  // Each time anew: reading the heap allocates less once that code is compiled.
  return async () => less(await read(), { ...(await readCost()), externalBytes: 0 });
}

function readerWithin(call: Call, async: boolean, mostCalls: number): () => Promise<Reading> {
  let calls = mostCalls;
  let sign = -1;
  let externalBytes = 0;
  const readHeap = (): number => {
    const { used_heap_size: heapBytes, external_memory: external } = getHeapStatistics();
    externalBytes += sign * external;
    sign = -sign;
    return heapBytes;
  };
  const loop = generateBatch(call, { async, overridden: false, now: readHeap });
  return async () => {
    externalBytes = 0;
    const profiler = new GCProfiler();
    profiler.start();
    const heapBytes = await loop(calls);
    const wasCollected = profiler.stop().statistics.length > 0;
    if (!wasCollected) return perCall({ heapBytes, externalBytes }, calls);
    // It may have been within a call, or within a hook: fewer calls leave less time for it.
    calls = Math.ceil(calls / 2);
    return { heapBytes: Number.NaN, externalBytes: null };
  };
}

function less(a: Reading, b: Reading): Reading {
  const external =
    a.externalBytes === null || b.externalBytes === null ? null : a.externalBytes - b.externalBytes;
  return { heapBytes: a.heapBytes - b.heapBytes, externalBytes: external };
}

function perCall({ heapBytes, externalBytes }: Reading, calls: number): Reading {
  return {
    heapBytes: heapBytes / calls,
    externalBytes: externalBytes === null ? null : externalBytes / calls,
  };
}

function rounded({ heapBytes, externalBytes }: Reading): Reading {
  const whole = Math.round(heapBytes / SINGLE_CALL_RESOLUTION_BYTES) * SINGLE_CALL_RESOLUTION_BYTES;
  return { heapBytes: whole, externalBytes };
}
