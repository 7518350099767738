import type { Variant } from '@perf-suite/schema';
import type { SampleBuffer } from '../../wire/sample-buffer.js';
import type { Turns } from '../turns.js';
import { nextTurn, nowMs } from './clock.js';
import type { MeasureContext } from './measure-request.js';
import type { MemoryWatch } from './memory-watch.js';
import type { PreparedBenchmark } from './prepare-benchmark.js';
import { runSlice, type Step } from './slice.js';
import { readProbeNs } from './speed-probe.js';

/** Slices in turns end by their number of batches. */
const ENDLESS_MS = 1e9;

/** Caches that the other process filled are one's own again after about this long, which is not recorded. */
const SETTLE_MS = 0.5;

/** How often the machine's speed is looked at. */
const PROBE_EVERY_MS = 50;

export interface SlicesInTurns {
  readonly turns: Turns;
  readonly firstBatchCount: number;
  readonly prepared: PreparedBenchmark;
  readonly context: MeasureContext;
  readonly buffer: SampleBuffer;
  readonly probeNs: number[];
  readonly running: { readonly variant: Variant };
  readonly memory: MemoryWatch;
}

/**
 * Measures one slice at a time, at rest while the other process measures its own. Returns how many samples
 * were taken.
 * @throws {Abandoned} when the other variant fails; else what the benchmark throws
 */
export async function runSlicesInTurns(step: Step, loop: SlicesInTurns): Promise<number> {
  const { turns, prepared, context, buffer, probeNs, running, memory } = loop;
  let measuredCount = 0;
  let probedAtMs = nowMs();
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
    if (nowMs() - probedAtMs > PROBE_EVERY_MS) {
      probeNs.push(readProbeNs());
      memory.look();
      probedAtMs = nowMs();
    }
    // Lets rejections and garbage collection records come through.
    await nextTurn();
    context.throwOutsideFailure(running.variant);
    const restedFromMs = nowMs();
    batchCount = turns.nextSlice();
    memory.rested(nowMs() - restedFromMs);
  }
  return measuredCount;
}

async function settle(step: Step, stepMs: number): Promise<void> {
  if (stepMs >= 1) return;
  const untilMs = nowMs() + SETTLE_MS;
  do await step();
  while (nowMs() < untilMs);
}
