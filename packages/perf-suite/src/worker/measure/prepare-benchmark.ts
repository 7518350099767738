import type { Variant, Warning } from '@perf-suite/schema';
import { sameResult } from '../../wire/same-result.js';
import type { CallShape } from '../../wire/turn-protocol.js';
import type { ExecutionTotals } from '../command/execution-totals.js';
import type { Call } from '../load/subject.js';
import { type AsyncBatch, generateBatch, type SyncBatch } from './batch.js';
import { toFailure } from './benchmark-failure.js';
import { nextTurn } from './clock.js';
import { eliminationWarning } from './eliminated.js';
import { lazyResultWarning } from './lazy-result.js';
import type { MeasureContext, MeasureRequest, VariantSubject } from './measure-request.js';
import { type Probe, probeCall } from './probe.js';
import { ReportedDurations } from './reported-durations.js';
import { withoutRunDelayWhereLong } from './run-delay.js';
import { unfinishedWorkWarning } from './unfinished-work.js';
import { runHooks } from './variant-hooks.js';
import { type WarmUp, warmUp } from './warm-up.js';

/** A benchmark that is warm, with all that its first calls have shown. */
export interface PreparedBenchmark {
  readonly batchSize: number;
  readonly steadyAfterCalls: number;
  /** About how long a call of the slower variant takes, in nanoseconds. */
  readonly callNs: number;
  readonly async: boolean;
  readonly overridden: boolean;
  /** In the order of the request's variants. */
  readonly loops: readonly (SyncBatch | AsyncBatch)[];
  /** What the loops call. */
  readonly calls: readonly Call[];
  readonly warnings: readonly Warning[];
  /** About how long a call of the slower variant takes with all around it, such as hooks, in nanoseconds. */
  readonly wholeNs: number;
  /** The times that each variant reports itself; empty where they do not. */
  readonly reported: readonly ReportedDurations[];
  /** About how long one step takes, with all around the calls. */
  readonly stepMs: number;
  readonly byWallClock: boolean;
  /** Of a command: what its executions use; null for a function, which uses what this process does. */
  readonly executions: ExecutionTotals | null;
}

/**
 * Sets a benchmark up, calls it once to see what it is, warms it up and settles the batch size.
 * @param turns the request's variants in the order that a coin chose: neither is always first
 * @throws {BenchmarkFailure} when the user's code fails
 */
export async function prepareBenchmark(
  request: MeasureRequest,
  turns: readonly VariantSubject[],
  context: MeasureContext,
): Promise<PreparedBenchmark> {
  const { running, metrics } = context;
  context.enterStage('setUp');
  await runHooks(turns, 'enter', 'warmup', running);
  context.enterStage('warmUp');
  metrics.startWarmUp();
  const probes = await probeInTurns(request, turns);
  const calls = request.variants.map(({ subject }) => subject.call());
  const unfinished = await unfinishedWorkWarnings(request, turns, probes);
  const ownShape = shapeOf(probes, calls);
  const agreed = context.turns?.warmUp(ownShape, probes[0]?.result) ?? { shape: ownShape, differs: false };
  const { async, overridden, oneByOne } = agreed.shape;
  const reported = overridden ? calls.map(() => new ReportedDurations()) : [];
  const loops = calls.map((call, index) =>
    generateBatch(call, { async, overridden, reported: reported[index] }),
  );
  const { runDelayNs } = context;
  // Whether code still gets faster cannot be seen while other programs take turns with it.
  const timed =
    runDelayNs === null || async || overridden
      ? loops
      : loops.map((loop) => withoutRunDelayWhereLong(loop as SyncBatch, runDelayNs));
  const timesItself = calls.some(({ loop }) => loop !== undefined);
  const warmed = await warmUpInTurns(request, turns, timed, { async, oneByOne, timesItself }, context);
  const warnings = [
    ...unfinished,
    ...lazyResultWarnings(request.name, probes),
    ...eliminationWarnings(request, calls, warmed, { async, oneByOne }, context),
    ...(await differentResultWarning(request, probes, agreed.differs)),
  ];
  metrics.endWarmUp();
  await runHooks(turns, 'leave', 'warmup', running);
  const byWallClock = oneByOne || timesItself;
  const stepNs = (byWallClock ? warmed.wholeNs : warmed.callNs).map((ns) => warmed.batchSize * ns);
  return {
    batchSize: warmed.batchSize,
    steadyAfterCalls: warmed.steadyAfterCalls,
    callNs: Math.max(...warmed.callNs),
    wholeNs: Math.max(...(byWallClock ? warmed.wholeNs : warmed.callNs)),
    reported,
    async,
    overridden,
    loops,
    calls,
    warnings,
    stepMs: stepNs.reduce((sum, ns) => sum + ns, 0) / 1e6,
    byWallClock,
    executions: null,
  };
}

function shapeOf(probes: readonly Probe[], calls: readonly Call[]): CallShape {
  const overridden = probes.some((probe) => probe.overridden);
  return {
    async: probes.some((probe) => probe.async),
    overridden,
    oneByOne:
      overridden ||
      probes.some((probe) => probe.waits) ||
      calls.some((call) => call.beforeEach !== null || call.afterEach !== null),
  };
}

/** The first call of each variant, in the order of the request. */
async function probeInTurns(request: MeasureRequest, turns: readonly VariantSubject[]): Promise<Probe[]> {
  const probes = new Map<Variant, Probe>();
  for (const { variant, subject } of turns) {
    try {
      probes.set(variant, await probeCall(subject.call(), subject.async));
    } catch (error) {
      throw toFailure(variant, subject.async === true, error);
    }
  }
  return request.variants.map(({ variant }) => probes.get(variant) as Probe);
}

/** At most one: both variants mostly have the same mistake. */
async function unfinishedWorkWarnings(
  request: MeasureRequest,
  turns: readonly VariantSubject[],
  probes: readonly Probe[],
): Promise<Warning[]> {
  const firstCallMs = Math.max(...probes.map(({ durationMs }) => durationMs));
  for (const { variant, subject } of turns) {
    try {
      const probe = () => probeCall(subject.call(), subject.async);
      const warning = await unfinishedWorkWarning(request.name, subject.call(), { probe, firstCallMs });
      if (warning !== null) return [warning];
    } catch (error) {
      throw toFailure(variant, subject.async === true, error);
    }
  }
  return [];
}

async function warmUpInTurns(
  request: MeasureRequest,
  turns: readonly VariantSubject[],
  loops: readonly (SyncBatch | AsyncBatch)[],
  shape: { readonly async: boolean; readonly oneByOne: boolean; readonly timesItself: boolean },
  context: MeasureContext,
): Promise<WarmUp> {
  const order = turns.map((turn) => request.variants.indexOf(turn));
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
      warmupMs: request.warmupMs * (loops.length === 2 ? 1.5 : 1),
      timerCostNs: context.timerCostNs,
      batchSize: request.batchSize,
      oneByOne: shape.oneByOne,
      timesItself: shape.timesItself,
      steadyAfterCalls: request.steadyAfterCalls,
    });
    await nextTurn();
    context.throwOutsideFailure(variant);
    const inRequest = (ns: readonly number[]) => loops.map((_, index) => ns[order.indexOf(index)] as number);
    return { ...warmed, callNs: inRequest(warmed.callNs), wholeNs: inRequest(warmed.wholeNs) };
  } catch (error) {
    throw toFailure(variant, shape.async, error);
  }
}

function lazyResultWarnings(name: string, probes: readonly Probe[]): Warning[] {
  const warnings = probes.map(({ result }) => lazyResultWarning(name, result));
  return warnings.filter((warning) => warning !== null).slice(0, 1);
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

async function differentResultWarning(
  request: MeasureRequest,
  probes: readonly Probe[],
  differsFromOtherProcess: boolean,
): Promise<Warning[]> {
  const [base, head] = probes;
  const subject = request.variants[0]?.subject;
  if (base === undefined || subject === undefined) return [];
  const differs =
    head === undefined ? differsFromOtherProcess : sameResult(base.result, head.result) === false;
  if (!differs) return [];
  // A result that differs from call to call (a time, a random number) says nothing about the variants.
  const again = await probeCall(subject.call(), subject.async);
  if (sameResult(base.result, again.result) !== true) return [];
  return [
    {
      code: 'different-result',
      message: `"${request.name}" returns different results in base and in head: the times may be of different work`,
      hint: 'Check that the change in behaviour is wanted before trusting the comparison.',
    },
  ];
}
