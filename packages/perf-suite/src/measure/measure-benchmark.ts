import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Variant, Warning } from '@perf-suite/schema';
import type { Call, Phase, Subject } from '../load/subject.js';
import type { Random } from '../random.js';
import type { BenchmarkMeasuredMessage } from '../worker/protocol.js';
import { type AsyncBatch, generateBatch, type SyncBatch } from './batch.js';
import { BenchmarkFailure } from './benchmark-failure.js';
import { movedRatio, readCanaryNs } from './canary.js';
import { eliminationWarning } from './eliminated.js';
import { watchMemory } from './memory-watch.js';
import { type Probe, probeCall } from './probe.js';
import { sameResult } from './same-result.js';
import { createSampleBuffer, type SampleBuffer } from './sample-buffer.js';
import { runSlice, type Step } from './slice.js';
import { pairStep, singleStep } from './steps.js';
import { WARM_UP_MS, type WarmUp, warmUp } from './warm-up.js';

/** How often samples leave the process and the event loop turns. */
const SLICE_MS = 50;

/** A slow benchmark still gets this many samples, unless they take longer than {@link PATIENCE_MS}. */
const MINIMUM_SAMPLES = 5;
const PATIENCE_MS = 2000;

/** One variant's copy of a benchmark. */
export interface VariantSubject {
  readonly variant: Variant;
  readonly subject: Subject;
}

export interface MeasureRequest {
  readonly name: string;
  /** Head alone, or base and head. */
  readonly variants: readonly VariantSubject[];
  /** Null calibrates. */
  readonly batchSize: number | null;
  /** Measured time, in milliseconds: of head alone, or of base and head together. */
  readonly timeMs: number;
}

/** The clock, coins and doors that measuring needs from its process. */
export interface MeasureContext {
  readonly random: Random;
  readonly timerCostNs: number;
  readonly emptyLoopNs: number;
  onStarted(started: { readonly batchSize: number; readonly async: boolean }): void;
  onSamples(buffer: SampleBuffer): void;
  isStopRequested(): boolean;
  /** Throws what went wrong outside of any call since it was last asked: an unhandled rejection, a throw in a timer. */
  throwOutsideFailure(variant: Variant): void;
}

export type Measured = Omit<BenchmarkMeasuredMessage, 'type' | 'id'>;

/**
 * Measures one benchmark: sets it up, warms it up, settles the batch size, then lets tinybench take
 * batches (or pairs of batches) in slices.
 * @throws {BenchmarkFailure} when the user's code fails; samples taken before have gone out
 */
export async function measureBenchmark(request: MeasureRequest, context: MeasureContext): Promise<Measured> {
  let measured: Measured;
  try {
    const opened = await warmUpPhase(request, context);
    context.onStarted({ batchSize: opened.batchSize, async: opened.async });
    measured = await runPhase(request, opened, context);
  } catch (error) {
    // What broke first is what matters; cleaning up after it may well fail too.
    await disposeAll(request).catch(() => {});
    throw error;
  }
  await disposeAll(request);
  return measured;
}

async function disposeAll(request: MeasureRequest): Promise<void> {
  for (const { variant, subject } of request.variants) {
    await subject.dispose().catch((error: unknown) => {
      throw new BenchmarkFailure(variant, 'setup', error, 'in teardown: ');
    });
  }
}

interface Opened {
  readonly batchSize: number;
  readonly async: boolean;
  readonly overridden: boolean;
  /** In the order of the request's variants. */
  readonly loops: readonly (SyncBatch | AsyncBatch)[];
  readonly warnings: readonly Warning[];
  /** About how long one step takes. */
  readonly stepMs: number;
  readonly byWallClock: boolean;
}

async function warmUpPhase(request: MeasureRequest, context: MeasureContext): Promise<Opened> {
  await eachVariant(request, 'enter', 'warmup');
  const probes: Probe[] = [];
  const calls: Call[] = [];
  for (const { variant, subject } of request.variants) {
    calls.push(subject.call());
    probes.push(await blame(variant, subject.async === true, () => probeCall(subject.call(), subject.async)));
  }
  const async = probes.some((probe) => probe.async);
  const overridden = probes.some((probe) => probe.overridden);
  const oneByOne =
    overridden ||
    probes.some((probe) => probe.waits) ||
    calls.some((call) => call.beforeEach !== null || call.afterEach !== null);
  const loops = calls.map((call) => generateBatch(call, { async, overridden }));
  const warmed = await warmUpInTurns(request, loops, { async, oneByOne }, context);
  const warnings = [
    ...eliminationWarnings(request, calls, warmed, { async, oneByOne }, context),
    ...(await differentResultWarning(request, probes)),
  ];
  await eachVariant(request, 'leave', 'warmup');
  const stepMs = (warmed.batchSize * warmed.callNs.reduce((sum, callNs) => sum + callNs, 0)) / 1e6;
  return { batchSize: warmed.batchSize, async, overridden, loops, warnings, stepMs, byWallClock: oneByOne };
}

async function warmUpInTurns(
  request: MeasureRequest,
  loops: readonly (SyncBatch | AsyncBatch)[],
  shape: { readonly async: boolean; readonly oneByOne: boolean },
  context: MeasureContext,
): Promise<WarmUp> {
  // Who is compiled first must not always be the same variant.
  const order = context.random.shuffle([...loops.keys()]);
  let variant: Variant = 'head';
  const inOrder = order.map((index) => {
    const loop = loops[index] as SyncBatch | AsyncBatch;
    return (iterations: number) => {
      variant = (request.variants[index] as VariantSubject).variant;
      return loop(iterations) as number;
    };
  });
  try {
    const warmed = await warmUp(inOrder, {
      warmUpMs: WARM_UP_MS * (loops.length === 2 ? 1.5 : 1),
      timerCostNs: context.timerCostNs,
      batchSize: request.batchSize,
      oneByOne: shape.oneByOne,
    });
    await nextTurn();
    context.throwOutsideFailure(variant);
    return { ...warmed, callNs: loops.map((_, index) => warmed.callNs[order.indexOf(index)] as number) };
  } catch (error) {
    throw failure(variant, shape.async, error);
  }
}

async function runPhase(request: MeasureRequest, opened: Opened, context: MeasureContext): Promise<Measured> {
  await eachVariant(request, 'enter', 'run');
  const paired = opened.loops.length === 2;
  const buffer = createSampleBuffer(paired);
  const running: { variant: Variant } = { variant: 'head' };
  const stepContext = {
    random: context.random,
    // A function that tells its own time has not read our clock.
    timerCostNs: opened.overridden ? 0 : context.timerCostNs,
    batchSize: opened.batchSize,
    buffer,
    running,
  };
  const [first, second] = opened.loops as readonly [SyncBatch | AsyncBatch, (SyncBatch | AsyncBatch)?];
  const step =
    second === undefined
      ? singleStep(first, opened.async, stepContext)
      : pairStep(first, second, opened.async, stepContext);
  const canaryNs = [readCanaryNs()];
  const memory = watchMemory();
  let measuredCount = 0;
  try {
    measuredCount = await runSlices(step, { request, opened, context, buffer, canaryNs, running });
  } catch (error) {
    memory.stop();
    throw failure(running.variant, opened.async, error);
  }
  const memoryUse = memory.stop();
  await eachVariant(request, 'leave', 'run');
  if (measuredCount === 0) throw new BenchmarkFailure('head', 'no-samples', 'no sample was taken');
  return { measuredCount, memory: memoryUse, noiseRatio: movedRatio(canaryNs), warnings: opened.warnings };
}

interface SliceLoop {
  readonly request: MeasureRequest;
  readonly opened: Opened;
  readonly context: MeasureContext;
  readonly buffer: SampleBuffer;
  readonly canaryNs: number[];
  readonly running: { readonly variant: Variant };
}

/** Returns how many samples were taken. */
async function runSlices(step: Step, loop: SliceLoop): Promise<number> {
  const { request, opened, context, buffer, running } = loop;
  let spentMs = 0;
  let measuredCount = 0;
  for (;;) {
    // The first batch after a pause is up to 36 % slow: where it is short it is run, and forgotten.
    if (opened.stepMs < 1) await step();
    buffer.count = 0;
    const startMs = performance.now();
    try {
      await runSlice(step, {
        async: opened.async,
        sliceMs: Math.max(0.001, Math.min(SLICE_MS, request.timeMs - spentMs)),
        byWallClock: opened.byWallClock,
      });
    } finally {
      spentMs += performance.now() - startMs;
      measuredCount += buffer.count;
      context.onSamples(buffer);
    }
    loop.canaryNs.push(readCanaryNs());
    // Lets signals, rejections and garbage collection records come through.
    await nextTurn();
    context.throwOutsideFailure(running.variant);
    const enough = measuredCount >= MINIMUM_SAMPLES || spentMs >= PATIENCE_MS;
    if ((spentMs >= request.timeMs && enough) || context.isStopRequested()) return measuredCount;
  }
}

function eliminationWarnings(
  request: MeasureRequest,
  calls: readonly Call[],
  warmed: WarmUp,
  shape: { readonly async: boolean; readonly oneByOne: boolean },
  context: MeasureContext,
): Warning[] {
  if (shape.async || shape.oneByOne) return [];
  const warnings = calls.map((call, index) =>
    eliminationWarning(request.name, call.run, warmed.callNs[index] as number, context.emptyLoopNs),
  );
  return warnings.filter((warning) => warning !== null).slice(0, 1);
}

async function differentResultWarning(request: MeasureRequest, probes: readonly Probe[]): Promise<Warning[]> {
  const [base, head] = probes;
  const subject = request.variants[0]?.subject;
  if (base === undefined || head === undefined || subject === undefined) return [];
  if (sameResult(base.result, head.result) !== false) return [];
  // A result that differs from call to call (a time, a random number) says nothing about the variants.
  const again = await probeCall(subject.call(), subject.async);
  if (sameResult(base.result, again.result) !== true) return [];
  return [
    {
      code: 'different-result',
      message: `"${request.name}" returns another result in base than in head: the times may be of different work`,
      hint: 'Check that the change in behaviour is wanted before trusting the comparison.',
    },
  ];
}

async function eachVariant(request: MeasureRequest, action: 'enter' | 'leave', phase: Phase): Promise<void> {
  for (const { variant, subject } of request.variants) {
    try {
      await subject[action](phase);
    } catch (error) {
      throw new BenchmarkFailure(
        variant,
        'setup',
        error,
        action === 'enter' ? 'in setup: ' : 'in teardown: ',
      );
    }
  }
}

async function blame<T>(variant: Variant, async: boolean, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw failure(variant, async, error);
  }
}

function failure(variant: Variant, async: boolean, error: unknown): BenchmarkFailure {
  return error instanceof BenchmarkFailure
    ? error
    : new BenchmarkFailure(variant, async ? 'rejected' : 'threw', error);
}
