import type { Variant } from '@perf-suite/schema';
import { max } from '../../wire/own-built-ins.js';
import type { Random } from '../../wire/random.js';
import { FULL_NS, type SampleBuffer } from '../../wire/sample-buffer.js';
import type { AsyncBatch, SyncBatch } from './batch.js';
import type { Running } from './measure-request.js';
import type { Step } from './slice.js';

export interface StepContext {
  readonly batchSize: number;
  readonly timerCostNs: number;
  readonly buffer: SampleBuffer;
  readonly random: Random;
  /** Set to the variant whose batch runs, so that a failure is blamed on the right one. */
  readonly running: Running;
}

/** Returns the step that measures one batch of head. */
export function singleStep(loop: SyncBatch | AsyncBatch, async: boolean, context: StepContext): Step {
  const { batchSize, timerCostNs, buffer } = context;
  const record = (durationNs: number): number => {
    buffer.head[buffer.count++] = max(0, durationNs - timerCostNs);
    return buffer.count >= buffer.limit ? FULL_NS : durationNs;
  };
  if (async) return async () => record(await loop(batchSize));
  return () => record((loop as SyncBatch)(batchSize));
}

/**
 * Returns the step that measures one batch of each variant, a coin deciding which goes first.
 * Both loops are called from the same two places, so that the compiler cannot inline one and not the other.
 */
export function pairStep(
  base: SyncBatch | AsyncBatch,
  head: SyncBatch | AsyncBatch,
  async: boolean,
  context: StepContext,
): Step {
  const { batchSize, timerCostNs, buffer, random, running } = context;
  const loops = [base, head];
  const names: readonly Variant[] = ['base', 'head'];
  const baseNs = buffer.base as Float64Array;
  const headFirst = buffer.headFirst as Uint8Array;
  const record = (first: number, firstNs: number, secondNs: number): number => {
    const index = buffer.count++;
    baseNs[index] = max(0, (first === 0 ? firstNs : secondNs) - timerCostNs);
    buffer.head[index] = max(0, (first === 0 ? secondNs : firstNs) - timerCostNs);
    headFirst[index] = first;
    return buffer.count >= buffer.limit ? FULL_NS : firstNs + secondNs;
  };
  if (async) {
    return async () => {
      const first = random.coin() ? 1 : 0;
      running.variant = names[first] as Variant;
      const firstNs = await (loops[first] as AsyncBatch)(batchSize);
      running.variant = names[1 - first] as Variant;
      return record(first, firstNs, await (loops[1 - first] as AsyncBatch)(batchSize));
    };
  }
  return () => {
    const first = random.coin() ? 1 : 0;
    running.variant = names[first] as Variant;
    const firstNs = (loops[first] as SyncBatch)(batchSize);
    running.variant = names[1 - first] as Variant;
    return record(first, firstNs, (loops[1 - first] as SyncBatch)(batchSize));
  };
}
