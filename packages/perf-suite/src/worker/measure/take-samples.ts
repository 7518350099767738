import { timeLeftMs } from '../../wire/measuring-time.js';
import { createSampleBuffer, type SampleBuffer } from '../../wire/sample-buffer.js';
import { measureAllocation } from './allocation.js';
import type { AsyncBatch, SyncBatch } from './batch.js';
import { BenchmarkFailure, toFailure } from './benchmark-failure.js';
import { nextTurn, nowMs } from './clock.js';
import type { MeasureContext, Measured, MeasureRequest, Running, VariantSubject } from './measure-request.js';
import { type MemoryWatch, watchMemory } from './memory-watch.js';
import type { PreparedBenchmark } from './prepare-benchmark.js';
import { constantDurationWarnings } from './reported-durations.js';
import { type RunDelayClock, WORTH_READING_NS, withoutRunDelay } from './run-delay.js';
import { runSlice, type Step } from './slice.js';
import { runSlicesInTurns } from './slices-in-turns.js';
import { movedRatio, readProbeNs } from './speed-probe.js';
import { pairStep, singleStep } from './steps.js';
import { runHooks } from './variant-hooks.js';

/** How often samples leave the process and the event loop turns. */
const SLICE_MS = 50;

/**
 * Lets tinybench take batches, or pairs of batches, in slices until the time is up.
 * @throws {BenchmarkFailure} when the user's code fails; samples taken before have gone out
 */
export async function takeSamples(
  request: MeasureRequest,
  prepared: PreparedBenchmark,
  turns: readonly VariantSubject[],
  context: MeasureContext & { readonly firstBatchCount: number },
): Promise<Measured> {
  const { running } = context;
  await runHooks(turns, 'enter', 'run', running);
  const paired = prepared.loops.length === 2;
  const buffer = createSampleBuffer(paired);
  running.variant = request.variants[0]?.variant ?? 'head';
  const stepContext = {
    random: context.random,
    // A function that reports its own time has not read our clock.
    timerCostNs: prepared.overridden ? 0 : context.timerCostNs,
    batchSize: prepared.batchSize,
    buffer,
    running,
  };
  const [first, second] = timedLoops(prepared, context.runDelayNs) as readonly [
    SyncBatch | AsyncBatch,
    (SyncBatch | AsyncBatch)?,
  ];
  const step =
    second === undefined
      ? singleStep(first, prepared.async, stepContext)
      : pairStep(first, second, prepared.async, stepContext);
  context.enterStage('measure');
  const probeNs = [readProbeNs()];
  const memory = prepared.executions ?? watchMemory();
  let measuredCount = 0;
  try {
    const loop = { request, prepared, context, buffer, probeNs, running, memory };
    measuredCount =
      context.turns === null
        ? await runSlices(step, loop)
        : await runSlicesInTurns(step, {
            ...loop,
            turns: context.turns,
            firstBatchCount: context.firstBatchCount,
          });
  } catch (error) {
    memory.stop();
    throw toFailure(running.variant, prepared.async, error);
  }
  const memoryUse = memory.stop();
  context.enterStage('rest');
  // What a command allocates is not on this process's heap.
  const isRead = measuredCount > 0 && prepared.executions === null && !context.isStopRequested();
  const allocation = isRead ? { allocation: await allocationOf(request, prepared, context) } : {};
  await runHooks(turns, 'leave', 'run', running);
  if (measuredCount === 0) throw new BenchmarkFailure(running.variant, 'no-samples', 'no sample was taken');
  const warnings = [...prepared.warnings, ...constantDurationWarnings(request.name, prepared.reported)];
  const ownTimes = ownTimesOf(request, prepared);
  const noiseRatio = movedRatio(probeNs);
  const executionUsage = prepared.executions === null ? {} : { executionUsage: prepared.executions.usage() };
  return {
    measuredCount,
    memory: memoryUse,
    ...allocation,
    ...executionUsage,
    noiseRatio,
    warnings,
    ...ownTimes,
  };
}

/** What the benchmark says of its own metrics meanwhile is not of its measured calls. */
async function allocationOf(
  request: MeasureRequest,
  prepared: PreparedBenchmark,
  context: MeasureContext,
): Promise<NonNullable<Measured['allocation']>> {
  context.metrics.startWarmUp();
  const allocation = await measureAllocation(request.variants, prepared, context);
  context.metrics.endWarmUp();
  return allocation;
}

function ownTimesOf(
  { variants }: MeasureRequest,
  { reported }: PreparedBenchmark,
): Pick<Measured, 'ownTimes'> {
  if (reported.length === 0) return {};
  const times = variants.flatMap(({ variant }, i) => {
    const told = reported[i]?.times ?? null;
    return told === null ? [] : [[variant, told] as const];
  });
  return { ownTimes: Object.fromEntries(times) };
}

/** The loops as they are timed: long synchronous batches without what other programs took. */
function timedLoops(
  { loops, async, overridden, batchSize, callNs }: PreparedBenchmark,
  runDelayNs: RunDelayClock | null,
): readonly (SyncBatch | AsyncBatch)[] {
  if (runDelayNs === null || async || overridden || batchSize * callNs < WORTH_READING_NS) return loops;
  return loops.map((loop) => withoutRunDelay(loop as SyncBatch, runDelayNs));
}

interface SliceLoop {
  readonly request: MeasureRequest;
  readonly prepared: PreparedBenchmark;
  readonly context: MeasureContext;
  readonly buffer: SampleBuffer;
  readonly probeNs: number[];
  readonly running: Readonly<Running>;
  readonly memory: MemoryWatch;
}

/** Returns how many samples were taken. */
async function runSlices(step: Step, loop: SliceLoop): Promise<number> {
  const { request, prepared, context, buffer, running } = loop;
  let spentMs = 0;
  let measuredCount = 0;
  for (;;) {
    // The first batch after a pause is up to 36 % slow: where it is short it is run, and forgotten.
    if (prepared.stepMs < 1) await step();
    buffer.count = 0;
    const startMs = nowMs();
    try {
      await runSlice(step, {
        async: prepared.async,
        sliceMs: Math.max(0.001, Math.min(SLICE_MS, timeLeftMs(request, spentMs, measuredCount))),
        byWallClock: prepared.byWallClock,
      });
    } finally {
      spentMs += nowMs() - startMs;
      measuredCount += buffer.count;
      context.onSamples(buffer);
    }
    loop.probeNs.push(readProbeNs());
    loop.memory.look();
    // Lets signals, rejections and garbage collection records come through.
    await nextTurn();
    context.throwOutsideFailure(running.variant);
    if (timeLeftMs(request, spentMs, measuredCount) === 0 || context.isStopRequested()) return measuredCount;
  }
}
