import { availableParallelism } from 'node:os';
import { generatorWarnings, LatencyHistogram, latencyOf } from '@perf-suite/load';
import type { Variant, Warning } from '@perf-suite/schema';
import type { BenchmarkMeasuredMessage } from '../../wire/protocol.js';
import { deriveSeed } from '../../wire/random.js';
import { endLeftovers, leftoverProcesses } from '../command/leftover-processes.js';
import { type BenchmarkFailure, toFailure } from '../measure/benchmark-failure.js';
import { nextTurn, nowMs } from '../measure/clock.js';
import type { MeasureContext } from '../measure/measure-request.js';
import { movedRatio, readProbeNs } from '../measure/speed-probe.js';
import { GeneratorTotal } from './generator-total.js';
import type { LoadedSide, Slice } from './loaded-side.js';
import { latenciesOf, pairLatencies } from './pair-latencies.js';
import { requestWarnings } from './request-warnings.js';
import type { RunningService } from './running-service.js';
import type { VariantSide } from './service-side.js';
import { sliceLengthMs } from './slice-length.js';
import { startSides } from './start-sides.js';

/** One of the requests of the service that are reported; all of them are sent. */
export interface ReportedRequest {
  readonly id: string;
  /** Index into the scenario's requests. */
  readonly request: number;
}

export interface ServiceRequest {
  /** Head alone, or base and head; with one scenario. */
  readonly sides: readonly VariantSide[];
  readonly reported: readonly ReportedRequest[];
  /** Of all slices together, in milliseconds. */
  readonly timeMs: number;
  /** Of each side, in milliseconds; 0 for none. */
  readonly warmupMs: number;
  readonly seed: number;
}

/** Latencies of one request in a slice, or in a pair of slices; `base` and `headFirst` are null for head alone. */
export interface RequestSamples {
  readonly head: Float64Array;
  readonly base: Float64Array | null;
  readonly headFirst: boolean;
}

export interface ServiceContext
  extends Pick<
    MeasureContext,
    'random' | 'running' | 'enterStage' | 'isStopRequested' | 'throwOutsideFailure'
  > {
  onStarted(id: string): void;
  onSamples(id: string, samples: RequestSamples): void;
  onMeasured(id: string, measured: Omit<BenchmarkMeasuredMessage, 'type' | 'id' | 'metrics'>): void;
  onFailed(id: string, failure: BenchmarkFailure): void;
}

/**
 * Measures one round of a service: starts it on each side, warms it up, sends both the same load in short slices in
 * turns, and ends it with all that it started.
 * @throws {BenchmarkFailure} where a side does not get ready, ends, or gives no good answer at all; samples taken before
 * have gone out
 */
export async function measureService(request: ServiceRequest, context: ServiceContext): Promise<void> {
  const before = new Set(leftoverProcesses().map(({ pid }) => pid));
  const started: RunningService[] = [];
  const loaded: LoadedSide[] = [];
  try {
    context.enterStage('setUp');
    // Who starts first must not always be the same side.
    const turns = context.random.shuffle(request.sides);
    const onStarted = (service: RunningService): void => void started.push(service);
    loaded.push(...(await startSides(turns, { ...context, onStarted })));
    if (loaded.length < turns.length) return;
    await warmUp(loaded, request, context);
    if (context.isStopRequested()) return;
    await measureSlices(inOrder(loaded), request, context);
    context.enterStage('rest');
  } finally {
    for (const side of loaded) await side.close();
    await Promise.all(started.map((service) => service.stop()));
    endLeftovers(leftoverProcesses().filter(({ pid }) => !before.has(pid)));
  }
}

async function warmUp(
  loaded: readonly LoadedSide[],
  { sides, warmupMs, seed }: ServiceRequest,
  { enterStage, running, isStopRequested }: ServiceContext,
): Promise<void> {
  enterStage('warmUp');
  if (warmupMs === 0) return;
  const { model } = modelAndScenario(sides);
  for (const side of loaded) {
    running.variant = side.variant;
    const slice = { model, timeMs: warmupMs, seed: deriveSeed(seed, 'warm-up'), isStopRequested };
    await side.slice(slice);
    checked(side, () => {
      side.expectRunning('while it was warmed up');
      if (!isStopRequested()) side.expectAnswers();
    });
    side.forget();
  }
}

async function measureSlices(
  loaded: readonly LoadedSide[],
  { sides, reported, timeMs, seed }: ServiceRequest,
  context: ServiceContext,
): Promise<void> {
  const { random, running, isStopRequested } = context;
  for (const { id } of reported) context.onStarted(id);
  context.enterStage('measure');
  const { model, scenario } = modelAndScenario(sides);
  const sliceMs = sliceLengthMs(model, timeMs, loaded.length);
  const round = new RoundOfLoad(loaded, reported);
  for (let index = 0, spentMs = 0; spentMs < timeMs && !isStopRequested(); index++) {
    const startMs = nowMs();
    const options = {
      model,
      timeMs: sliceMs,
      // The same requests for both sides; those of a scenario with a seed of its own are the same in each round, too.
      seed: deriveSeed(scenario.seed ?? seed, 'slice', index),
      isStopRequested,
    };
    const order = random.shuffle(loaded);
    const slices = new Map<Variant, Slice>();
    for (const side of order) {
      running.variant = side.variant;
      slices.set(side.variant, await side.slice(options));
      checked(side, () => side.expectRunning('while it was measured'));
    }
    spentMs += nowMs() - startMs;
    round.add(slices, { headFirst: order[0]?.variant === 'head' }, context);
    // Lets signals and rejections come through.
    await nextTurn();
    context.throwOutsideFailure(running.variant);
  }
  round.report(context);
}

/** What one round of load gave so far. */
class RoundOfLoad {
  readonly #loaded: readonly LoadedSide[];
  readonly #reported: readonly ReportedRequest[];
  readonly #counts = new Map<string, number>();
  readonly #generator = new GeneratorTotal();
  readonly #latency = new LatencyHistogram();
  readonly #probeNs = [readProbeNs()];

  constructor(loaded: readonly LoadedSide[], reported: readonly ReportedRequest[]) {
    this.#loaded = loaded;
    this.#reported = reported;
  }

  add(
    slices: ReadonlyMap<Variant, Slice>,
    { headFirst }: { readonly headFirst: boolean },
    { onSamples }: ServiceContext,
  ): void {
    for (const { facts, outcomes } of slices.values()) {
      this.#generator.add(facts);
      for (const outcome of outcomes) {
        const latencyNs = latencyOf(outcome);
        if (latencyNs !== null) this.#latency.add(latencyNs);
      }
    }
    this.#probeNs.push(readProbeNs());
    const base = slices.get('base');
    const head = slices.get('head') ?? base;
    if (head === undefined) return;
    const isPaired = slices.size === 2 && base !== undefined;
    for (const { id, request } of this.#reported) {
      const samples = isPaired
        ? pairLatencies(base.outcomes, head.outcomes, request)
        : { head: latenciesOf(head.outcomes, request), base: null };
      this.#counts.set(id, (this.#counts.get(id) ?? 0) + samples.head.length);
      onSamples(id, { ...samples, headFirst });
    }
  }

  report({ onMeasured, onFailed }: ServiceContext): void {
    const warnings = this.#generatorWarnings();
    const noiseRatio = movedRatio(this.#probeNs);
    for (const { id, request } of this.#reported) {
      const requests = Object.fromEntries(
        this.#loaded.map((side) => [side.variant, side.tally(request).counts(side.elapsedMs)]),
      );
      const measuredCount = this.#counts.get(id) ?? 0;
      const failure = this.#failureOf(request);
      const doubts = failure === null ? requestWarnings(this.#loaded, request, measuredCount) : [];
      const measured = { measuredCount, memory: null, noiseRatio, requests };
      onMeasured(id, { ...measured, warnings: [...warnings, ...doubts] });
      if (failure !== null) onFailed(id, failure);
    }
  }

  /** A request that one side never answered well has not been measured. */
  #failureOf(request: number): BenchmarkFailure | null {
    for (const side of this.#loaded) {
      const failure = side.failureOf('the service', [side.tally(request)]);
      if (failure !== null) return toFailure(side.variant, true, failure);
    }
    return null;
  }

  #generatorWarnings(): Warning[] {
    const use = this.#generator.use();
    if (use === null) return [];
    const latency = this.#latency.percentiles();
    return generatorWarnings({
      use,
      latency,
      sharesMachine: true,
      isBenchmark: true,
      coreCount: availableParallelism(),
    });
  }
}

/** @throws {BenchmarkFailure} */
function checked(side: LoadedSide, check: () => void): void {
  try {
    check();
  } catch (error) {
    throw toFailure(side.variant, true, error);
  }
}

function inOrder(loaded: readonly LoadedSide[]): LoadedSide[] {
  return [...loaded].sort((a, b) => Number(a.variant === 'head') - Number(b.variant === 'head'));
}

/** Both sides get the same load: where base has its own version of the file, that of head. */
function modelAndScenario(sides: readonly VariantSide[]) {
  const last = sides.at(-1);
  if (last === undefined) throw new RangeError('a service needs a side');
  const { service, scenario } = last.side;
  return { model: service.model, scenario };
}
