import { Bench } from 'tinybench';
import { FULL_NS } from '../../wire/sample-buffer.js';
import { nowMs } from './clock.js';

/** One timed step: a batch, or a pair of batches. Returns how long it took, in nanoseconds. */
export type Step = (() => number) | (() => Promise<number>);

export interface SliceOptions {
  readonly async: boolean;
  /** Ends the slice once the steps took this long together. */
  readonly sliceMs: number;
  /** True where steps hold more than what they time, such as hooks: the slice then ends by the clock on the wall. */
  readonly byWallClock: boolean;
}

// A benchmark file may use this very copy of tinybench, whose methods are then patched to capture tasks.
const { add, run, runSync } = Bench.prototype;

/** tinybench times each step too; the step's own, finer time overrides it, so this clock may stand still. */
const STANDING_CLOCK = {
  name: 'standing',
  fn: () => 0,
  toMs: (value: unknown) => Number(value),
  fromMs: (ms: number) => ms,
};

/**
 * Lets tinybench repeat a step until the slice is over, at least once. A step that throws ends the slice.
 * @throws what the step threw
 */
export async function runSlice(step: Step, options: SliceOptions): Promise<void> {
  const failures: unknown[] = [];
  const bench = new Bench({
    time: options.sliceMs,
    iterations: 1,
    warmup: false,
    timestampProvider: STANDING_CLOCK,
  });
  const cost = options.byWallClock ? wallClockCost() : durationCost;
  const fail = (error: unknown): never => {
    failures.push(error);
    throw error;
  };
  if (options.async) {
    const asyncStep = async () => cost(await Promise.resolve(step()).catch(fail));
    add.call(bench, 'slice', asyncStep, { async: true });
    await run.call(bench);
  } else {
    const syncStep = () => {
      try {
        return cost((step as () => number)());
      } catch (error) {
        return fail(error);
      }
    };
    add.call(bench, 'slice', syncStep, { async: false });
    runSync.call(bench);
  }
  if (failures.length > 0) throw failures[0];
}

/** What reports to tinybench how long a step took, instead of its own clock. */
interface StepCost {
  readonly overriddenDuration: number;
  readonly overriddenIterationCost: number;
}

function durationCost(durationNs: number): StepCost {
  const durationMs = durationNs / 1e6;
  return { overriddenDuration: durationMs, overriddenIterationCost: durationMs };
}

function wallClockCost(): (durationNs: number) => StepCost {
  let beforeMs = nowMs();
  return (durationNs) => {
    const afterMs = nowMs();
    // A function may say that it took far longer than it did.
    const overriddenIterationCost = durationNs >= FULL_NS ? durationNs / 1e6 : afterMs - beforeMs;
    beforeMs = afterMs;
    return { overriddenDuration: durationNs / 1e6, overriddenIterationCost };
  };
}
