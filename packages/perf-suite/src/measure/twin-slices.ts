import type { Variant } from '@perf-suite/schema';
import type { TwinTurns } from '../worker/twin-turns.js';
import { readCanaryNs } from './canary.js';
import { nextTurn, nowMs } from './clock.js';
import type { MeasureContext } from './measure-request.js';
import type { PreparedBenchmark } from './prepare-benchmark.js';
import type { SampleBuffer } from './sample-buffer.js';
import { runSlice, type Step } from './slice.js';

/** Slices of a twin end by their number of batches. */
const ENDLESS_MS = 1e9;

/** Caches that the other twin filled are one's own again after about this long, which is not recorded. */
const SETTLE_MS = 0.5;

/** How often the machine's speed is looked at. */
const CANARY_EVERY_MS = 50;

export interface TwinSliceLoop {
  readonly turns: TwinTurns;
  readonly firstBatchCount: number;
  readonly prepared: PreparedBenchmark;
  readonly context: MeasureContext;
  readonly buffer: SampleBuffer;
  readonly canaryNs: number[];
  readonly running: { readonly variant: Variant };
}

/**
 * Measures one slice at a time, at rest while the other twin measures its own. Returns how many samples
 * were taken.
 * @throws {Abandoned} when the other variant fails; else what the benchmark throws
 */
export async function runTwinSlices(step: Step, loop: TwinSliceLoop): Promise<number> {
  const { turns, prepared, context, buffer, canaryNs, running } = loop;
  let measuredCount = 0;
  let canaryAtMs = nowMs();
  let batchCount = loop.firstBatchCount;
  while (batchCount > 0) {
    await settle(step, prepared.stepMs);
    buffer.count = 0;
    buffer.limit = batchCount;
    try {
      await runSlice(step, {
        async: prepared.async,
        sliceMs: ENDLESS_MS,
        byWallClock: prepared.byWallClock,
      });
    } finally {
      measuredCount += buffer.count;
      context.onSamples(buffer);
    }
    if (nowMs() - canaryAtMs > CANARY_EVERY_MS) {
      canaryNs.push(readCanaryNs());
      canaryAtMs = nowMs();
    }
    // Lets rejections and garbage collection records come through.
    await nextTurn();
    context.throwOutsideFailure(running.variant);
    batchCount = turns.nextSlice();
  }
  return measuredCount;
}

async function settle(step: Step, stepMs: number): Promise<void> {
  if (stepMs >= 1) return;
  const untilMs = nowMs() + SETTLE_MS;
  do await step();
  while (nowMs() < untilMs);
}
