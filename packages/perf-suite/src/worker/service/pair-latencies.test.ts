import type { Outcome } from '@perf-suite/load';
import { expect, it } from 'vitest';
import { latenciesOf, pairLatencies } from './pair-latencies.js';

function outcome(
  request: number,
  intendedNs: number,
  latencyNs: number,
  kind?: 'status' | 'timeout',
): Outcome {
  return {
    request,
    intendedNs,
    startedNs: intendedNs,
    endedNs: intendedNs + latencyNs,
    status: 200,
    bodyBytes: 0,
    failure: kind === undefined ? null : { kind, message: kind },
  };
}

it('pairs what was drawn at the same place of both slices, whatever came back first', () => {
  const base = [outcome(0, 2, 20), outcome(1, 1, 99), outcome(0, 0, 40)];
  const head = [outcome(0, 0, 41), outcome(1, 1, 99), outcome(0, 2, 21)];
  expect(pairLatencies(base, head, 0)).toEqual({
    base: Float64Array.of(40, 20),
    head: Float64Array.of(41, 21),
  });
});

it('leaves out what one side was not sent, and pairs in which one failed', () => {
  const base = [outcome(0, 0, 10), outcome(0, 1, 5, 'status'), outcome(0, 2, 12), outcome(0, 3, 13)];
  const head = [outcome(0, 0, 11), outcome(0, 1, 12), outcome(0, 2, 13)];
  expect(pairLatencies(base, head, 0)).toEqual({
    base: Float64Array.of(10, 12),
    head: Float64Array.of(11, 13),
  });
});

it('counts a request that timed out with the time that it waited', () => {
  const slow = [outcome(0, 0, 10_000, 'timeout'), outcome(0, 1, 7)];
  expect(pairLatencies(slow, [outcome(0, 0, 10), outcome(0, 1, 8)], 0).base).toEqual(
    Float64Array.of(10_000, 7),
  );
  expect(latenciesOf(slow, 0)).toEqual(Float64Array.of(10_000, 7));
  expect(latenciesOf(slow, 1)).toHaveLength(0);
});
