import type { HeapProfiler, Profiler } from 'node:inspector';
import type { Variant } from '@perf-suite/schema';
import type { Frame } from '../../wire/frames.js';
import { type Allocations, HOOK_CALL, type ProfileRequest } from '../../wire/profile.js';
import type { BenchmarkRequest } from '../../wire/protocol.js';
import { createRandom } from '../../wire/random.js';
import { InspectorSession } from '../inspector-session.js';
import type { Call, Subject } from '../load/subject.js';
import { BenchmarkFailure, describeThrown, toFailure } from '../measure/benchmark-failure.js';
import { nextTurn, nowMs, nowNs, replacedClocks } from '../measure/clock.js';
import type { MeasureContext, Running } from '../measure/measure-request.js';
import { type PreparedBenchmark, prepareBenchmark } from '../measure/prepare-benchmark.js';
import { openRunDelayClock } from '../measure/run-delay.js';
import { measureEmptyLoopNs, measureTimerCostNs } from '../measure/timer-cost.js';
import { disposeAll, runHooks } from '../measure/variant-hooks.js';
import type { MetricCollector } from '../metrics/metric-collector.js';
import type { OutsideFailures } from '../outside-failures.js';
import { scriptFunctions } from './script-functions.js';

/** How often the event loop turns. */
const SLICE_MS = 50;
/** Bytes between two samples of what is allocated, on average. */
const ALLOCATION_INTERVAL = 8192;
const ALLOCATION_MS = 150;

interface ProfilingProcess {
  readonly variant: Variant;
  readonly running: Running;
  readonly metrics: MetricCollector;
  readonly outside: OutsideFailures;
  send(frame: Frame): void;
  isStopRequested(): boolean;
}

/** Profiles one benchmark: calls it as measuring does, while V8 samples the stack. */
export class ProfileJob {
  readonly #process: ProfilingProcess;
  readonly #session = new InspectorSession();
  readonly #seed: number;

  constructor(seed: number, process: ProfilingProcess) {
    this.#seed = seed;
    this.#process = process;
  }

  async profile(subject: Subject, benchmark: BenchmarkRequest, request: ProfileRequest): Promise<void> {
    const { outside, send, variant } = this.#process;
    const { id } = benchmark;
    send({ type: 'enter', id });
    try {
      await outside.guard(() => this.#profile(withHooksApart(subject), benchmark, request));
    } catch (error) {
      const { message } =
        error instanceof BenchmarkFailure ? error : { message: `it threw ${describeThrown(error)}` };
      send({ type: 'benchmark-failed', id, variant, reason: 'threw', message, stack: null });
    }
  }

  async #profile(subject: Subject, benchmark: BenchmarkRequest, request: ProfileRequest): Promise<void> {
    const { variant, running, send } = this.#process;
    const turns = [{ variant, subject }];
    const { batchSize, warmupMs } = benchmark;
    try {
      const prepared = await prepareBenchmark(
        { name: benchmark.id, variants: turns, batchSize, timeMs: request.durationMs, warmupMs },
        turns,
        this.#context(),
      );
      await runHooks(turns, 'enter', 'run', running);
      this.#session.ask('Profiler.enable');
      this.#session.ask('Profiler.setSamplingInterval', { interval: request.intervalUs });
      const warmAfterUs = (nowMs() - performance.nodeTiming.v8Start) * 1000;
      this.#session.ask('Profiler.start');
      const runDelayNs = openRunDelayClock() ?? (() => 0);
      const started = { ns: Number(nowNs()), delayNs: runDelayNs() };
      const calls = await this.#call(prepared, request.durationMs);
      const delayedNs = runDelayNs() - started.delayNs;
      const durationNs = Number(nowNs()) - started.ns - delayedNs;
      const { profile: cpuProfile } = this.#session.ask<Profiler.StopReturnType>('Profiler.stop');
      const allocations = request.allocations ? await this.#allocations(prepared) : null;
      await runHooks(turns, 'leave', 'run', running);
      const scripts = scriptFunctions(this.#session);
      const nodeMajor = Number(process.versions.node.split('.')[0]);
      send({
        type: 'profiled',
        id: benchmark.id,
        variant,
        calls,
        durationNs,
        cpuProfile,
        allocations,
        scripts,
        warmAfterUs,
        nodeMajor,
      });
    } catch (error) {
      await disposeAll(turns, running).catch(() => {});
      throw error;
    }
    await disposeAll(turns, running);
  }

  /** Returns how many calls were made. */
  async #call({ loops, batchSize, async }: PreparedBenchmark, durationMs: number): Promise<number> {
    const { variant, outside, isStopRequested } = this.#process;
    const [loop] = loops;
    if (loop === undefined) throw new RangeError('a benchmark without a loop');
    const endMs = nowMs() + durationMs;
    let calls = 0;
    try {
      while (nowMs() < endMs && !isStopRequested()) {
        const sliceEndMs = Math.min(endMs, nowMs() + SLICE_MS);
        do {
          // One that returns a number is not awaited, so that no turn of the event loop comes between its batches.
          if (async) await loop(batchSize);
          else loop(batchSize);
          calls += batchSize;
        } while (nowMs() < sliceEndMs);
        await nextTurn();
        const failure = outside.take();
        if (failure !== null) throw new BenchmarkFailure(variant, failure.reason, failure.thrown);
      }
    } catch (error) {
      throw toFailure(variant, async, error);
    }
    return calls;
  }

  async #allocations(prepared: PreparedBenchmark): Promise<Allocations> {
    this.#session.ask('HeapProfiler.startSampling', {
      samplingInterval: ALLOCATION_INTERVAL,
      includeObjectsCollectedByMajorGC: true,
      includeObjectsCollectedByMinorGC: true,
    });
    const calls = await this.#call(prepared, ALLOCATION_MS);
    const { profile } = this.#session.ask<HeapProfiler.StopSamplingReturnType>('HeapProfiler.stopSampling');
    return { calls, head: profile.head };
  }

  #context(): MeasureContext {
    const { running, metrics, send, outside, isStopRequested } = this.#process;
    return {
      turns: null,
      running,
      metrics,
      random: createRandom(this.#seed),
      timerCostNs: measureTimerCostNs(),
      emptyLoopNs: measureEmptyLoopNs(),
      runDelayNs: null,
      enterStage: (stage) => send({ type: 'stage', stage, replacedClocks: replacedClocks() }),
      onStarted: () => {},
      onSamples: () => {},
      isStopRequested,
      throwOutsideFailure(variant) {
        const failure = outside.take();
        if (failure !== null) throw new BenchmarkFailure(variant, failure.reason, failure.thrown);
      },
    };
  }
}

/** Hooks are not measured: calls of theirs go through a function by which they are found in the profile. */
function withHooksApart(subject: Subject): Subject {
  const apart = (call: Call): Call => ({
    ...call,
    beforeEach: callApart(call.beforeEach),
    afterEach: callApart(call.afterEach),
  });
  return {
    declared: subject.declared,
    async: subject.async,
    enter: (phase) => subject.enter(phase),
    call: () => apart(subject.call()),
    leave: (phase) => subject.leave(phase),
    dispose: () => subject.dispose(),
  };
}

function callApart(hook: (() => unknown) | null): (() => unknown) | null {
  if (hook === null) return null;
  const named = { [HOOK_CALL]: () => hook() };
  return named[HOOK_CALL] ?? hook;
}
