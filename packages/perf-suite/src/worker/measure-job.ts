import type { Variant } from '@perf-suite/schema';
import { type Frame, MOST_DURATION_NS } from '../wire/frames.js';
import type { BenchmarkRequest, WorkerJob } from '../wire/protocol.js';
import { createRandom } from '../wire/random.js';
import type { SampleBuffer } from '../wire/sample-buffer.js';
import type { StageClock } from '../wire/stage-clock.js';
import { mendBuiltIns } from './built-ins.js';
import { CommandFailure } from './command/command-failure.js';
import type { Subject } from './load/subject.js';
import { BenchmarkFailure, stackOf } from './measure/benchmark-failure.js';
import { pause, replacedClocks } from './measure/clock.js';
import { measureBenchmark } from './measure/measure-benchmark.js';
import type { MeasureContext, Measured, Running, VariantSubject } from './measure/measure-request.js';
import { openRunDelayClock } from './measure/run-delay.js';
import { measureEmptyLoopNs, measureTimerCostNs } from './measure/timer-cost.js';
import type { MetricCollector } from './metrics/metric-collector.js';
import { type OutsideFailures, StuckError } from './outside-failures.js';
import { processUsage } from './process-usage.js';
import { Abandoned, type Turns } from './turns.js';

/** The benchmarks that each variant's copy of the file declares, by id. */
export type LoadedVariants = ReadonlyMap<Variant, ReadonlyMap<string, Subject>>;

/** What measuring shares with the rest of its process. */
export interface MeasuringProcess {
  /** Null where this process measures alone. */
  readonly turns: Turns | null;
  readonly running: Running;
  readonly metrics: MetricCollector;
  readonly stages: StageClock;
  readonly outside: OutsideFailures;
  send(frame: Frame): void;
  isStopRequested(): boolean;
}

/** Measures a job's benchmarks one after the other. One that fails is reported, and the next one measured. */
export class MeasureJob {
  readonly #process: MeasuringProcess;
  readonly #loaded: LoadedVariants;
  readonly #context: Omit<MeasureContext, 'onStarted' | 'onSamples'>;
  readonly #seed: number;
  #hasEnded = false;

  constructor(seed: number, loaded: LoadedVariants, measuring: MeasuringProcess) {
    const { turns, running, metrics, stages, outside, send } = measuring;
    this.#process = measuring;
    this.#loaded = loaded;
    this.#seed = seed;
    this.#context = {
      turns,
      running,
      metrics,
      random: createRandom(seed),
      timerCostNs: measureTimerCostNs(),
      emptyLoopNs: measureEmptyLoopNs(),
      runDelayNs: openRunDelayClock(),
      enterStage(stage) {
        stages.enter(stage);
        throwBrokenBuiltIns(running.variant);
        send({ type: 'stage', stage, replacedClocks: replacedClocks() });
      },
      isStopRequested: () => measuring.isStopRequested(),
      throwOutsideFailure(variant) {
        const failure = outside.take();
        if (failure !== null) throw new BenchmarkFailure(variant, failure.reason, failure.thrown);
      },
    };
  }

  async measure(requests: WorkerJob['benchmarks']): Promise<void> {
    if (requests.some(({ id }) => this.#variantsOf(id).some(({ subject }) => subject.service !== undefined)))
      return this.#measureService(requests);
    for (const request of requests) {
      if (this.#hasEnded || this.#process.isStopRequested()) return;
      await this.#measureOne(request);
      this.#process.stages.enter('rest');
    }
  }

  async #measureOne(request: BenchmarkRequest): Promise<void> {
    const { send, outside, metrics, running } = this.#process;
    const { id } = request;
    send({ type: 'enter', id });
    // What an earlier benchmark left behind is not this one's fault.
    outside.take();
    const variants = this.#variantsOf(id);
    // On one side only: the loaded messages have reported that, and there is nothing to compare.
    if (variants.length < this.#loaded.size || variants.length === 0) return;
    try {
      if (this.#context.turns?.setUp(id) === false) {
        this.#hasEnded = true;
        return;
      }
      metrics.begin();
      const measuring = async () => {
        const measured = await measureBenchmark(
          {
            name: id.slice(id.indexOf('#') + 1),
            variants,
            batchSize: request.batchSize,
            timeMs: request.timeMs,
            ...(request.longer !== undefined && { longer: request.longer }),
            warmupMs: request.warmupMs,
            steadyAfterCalls: request.steadyAfterCalls,
          },
          {
            ...this.#context,
            onStarted: (started) => send({ type: 'benchmark-started', id, ...started }),
            onSamples: (buffer) => this.#sendSamples(id, buffer),
          },
        );
        await leftoverTimers();
        this.#context.throwOutsideFailure(variants.at(-1)?.variant ?? 'head');
        return measured;
      };
      const measured = await outside.guard(measuring);
      if (measured === null) metrics.take('head');
      else this.#sendMeasured(id, measured, variants.at(-1)?.variant ?? 'head');
    } catch (error) {
      const failure = withBrokenBuiltIns(error, running.variant);
      metrics.take('head');
      if (!isAbandoned(failure)) this.#sendFailure(id, failure);
      await leftoverTimers();
    }
  }

  /** In the order base, head. */
  #variantsOf(id: string): VariantSubject[] {
    const order: readonly Variant[] = this.#loaded.size === 2 ? ['base', 'head'] : [...this.#loaded.keys()];
    return order.flatMap((variant) => {
      const subject = this.#loaded.get(variant)?.get(id);
      return subject === undefined ? [] : [{ variant, subject }];
    });
  }

  /** All requests to one service are measured together: they are one load. */
  async #measureService(requests: WorkerJob['benchmarks']): Promise<void> {
    const inAll = requests.flatMap((request) => {
      const variants = this.#variantsOf(request.id);
      return variants.length === this.#loaded.size ? [{ ...request, variants }] : [];
    });
    const [first] = inAll;
    if (first === undefined || this.#process.isStopRequested()) return;
    const { send, outside } = this.#process;
    send({ type: 'enter', id: first.id });
    outside.take();
    try {
      const { measureServiceJob } = await import('./service/service-job.js');
      const sendFailure = (id: string, failure: BenchmarkFailure): void => this.#sendFailure(id, failure);
      const parts = { ...this.#context, seed: this.#seed, send, sendFailure };
      await outside.guard(() => measureServiceJob(inAll, parts));
    } catch (error) {
      for (const { id } of inAll)
        this.#sendFailure(id, withBrokenBuiltIns(error, this.#process.running.variant));
    }
    this.#process.stages.enter('rest');
  }

  /** Both variants set the same metrics; those of head are reported. */
  #sendMeasured(id: string, measured: Measured, variant: Variant): void {
    const taken = this.#process.metrics.take(variant);
    const warnings = [...measured.warnings, ...taken.warnings];
    this.#process.send({ type: 'benchmark-measured', id, ...measured, warnings, metrics: taken.metrics });
  }

  #sendSamples(id: string, { head, base, headFirst, count }: SampleBuffer): void {
    if (count === 0) return;
    checkDurations(head, count);
    if (base !== null) checkDurations(base, count);
    this.#process.send({
      type: 'samples',
      id,
      head: head.subarray(0, count),
      base: base?.subarray(0, count) ?? null,
      headFirst: headFirst?.subarray(0, count) ?? null,
      usage: processUsage(),
    });
  }

  #sendFailure(id: string, error: unknown): void {
    const failure =
      error instanceof BenchmarkFailure ? error : new BenchmarkFailure('head', 'rejected', error);
    this.#process.send({
      type: 'benchmark-failed',
      id,
      variant: failure.variant,
      reason: failure.reason,
      message: failure.message,
      stack: hasNoPlace(failure.cause) ? null : stackOf(failure.cause),
      ...(failure.cause instanceof CommandFailure && { hint: failure.cause.hint }),
    });
  }
}

/** Where in this program it was thrown says nothing of the benchmark. */
function hasNoPlace(cause: unknown): boolean {
  return cause instanceof StuckError || cause instanceof CommandFailure;
}

/** Some that were replaced keep measuring from its end, or its numbers from being any. */
function throwBrokenBuiltIns(variant: Variant): void {
  const names = mendBuiltIns();
  if (names !== null) throw new BenchmarkFailure(variant, 'threw', new TypeError(brokenBuiltIns(names)));
}

/** What a broken built-in brings about may be any error, from anywhere. */
function withBrokenBuiltIns(error: unknown, running: Variant): unknown {
  const names = mendBuiltIns();
  if (names === null) return error;
  const { variant, cause } = error instanceof BenchmarkFailure ? error : { variant: running, cause: error };
  return new BenchmarkFailure(variant, 'threw', cause, `${brokenBuiltIns(names)}: `);
}

function brokenBuiltIns(names: string): string {
  return `it replaced ${names} by something that does not work, and measuring needs it`;
}

/** Lets what a benchmark left in `setTimeout(..., 0)` run: a throw there is its own, not that of whichever comes next. */
function leftoverTimers(): Promise<void> {
  return pause(2);
}

/** Called wherever the wait for a turn was: inside what may blame the benchmark, or outside. */
function isAbandoned(error: unknown): boolean {
  return (
    error instanceof Abandoned || (error instanceof BenchmarkFailure && error.cause instanceof Abandoned)
  );
}

/** Whatever the user's code did to the language: what is no duration must not reach the run's file. */
function checkDurations(durationsNs: Float64Array, count: number): void {
  for (let i = 0; i < count; i++) {
    const ns = durationsNs[i] as number;
    if (!(ns >= 0 && ns <= MOST_DURATION_NS))
      throw new RangeError(`a call took ${ns} ns: expected a duration`);
  }
}
