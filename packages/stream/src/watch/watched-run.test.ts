import { runStarted, samples } from '@perf-suite/testing/sample-events';
import { expect, it } from 'vitest';
import { WatchedRun } from './watched-run.js';

it('drops what came of an attempt at a round that is measured again', () => {
  const run = new WatchedRun();
  run.apply(runStarted(1));
  run.apply(samples(0, 0, [1, 2, 3]));
  run.apply(samples(0, 3, [4, 5]));
  expect(run.sampleCount).toBe(5);
  run.apply(samples(0, 0, [6, 7]));
  run.apply(samples(0, 2, [8]));
  expect(run.sampleCount).toBe(3);
  expect([...(run.benchmarks[0]?.recent.values() ?? [])]).toEqual([6, 7, 8]);
});
