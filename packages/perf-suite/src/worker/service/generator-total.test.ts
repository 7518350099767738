import type { LoadFacts } from '@perf-suite/load';
import { expect, it } from 'vitest';
import { GeneratorTotal } from './generator-total.js';

function slice(elapsedNs: number, cpuRatio: number, coreWaitRatio: number | null, p50 = 0): LoadFacts {
  const generator = { lateNs: { p50, p99: 2 * p50, max: 3 * p50 }, cpuRatio, coreWaitRatio };
  return { startedAtMs: 0, elapsedNs, sentCount: 1, cancelledCount: 0, connectionCount: 0, generator };
}

it('weighs shares by the time of their slices, and takes the middle of what was late', () => {
  const total = new GeneratorTotal();
  total.add(slice(100, 0.2, 0.1, 10));
  total.add(slice(300, 0.6, 0.3, 20));
  total.add(slice(100, 0.2, 0.1, 1000));
  const use = total.use();
  expect(use?.cpuRatio).toBeCloseTo(0.44);
  expect(use?.coreWaitRatio).toBeCloseTo(0.22);
  expect(use?.lateNs).toEqual({ p50: 20, p99: 40, max: 3000 });
});

it('does not tell what the system does not', () => {
  const total = new GeneratorTotal();
  expect(total.use()).toBeNull();
  total.add(slice(100, 0.2, null));
  expect(total.use()).toMatchObject({ cpuRatio: 0.2, coreWaitRatio: null });
});
