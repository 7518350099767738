import { describe, expect, it } from 'vitest';
import { allocationFrom, type Reading } from './allocation-readings.js';

const readings = (heap: readonly number[], external: readonly (number | null)[] = [0]): Reading[] =>
  heap.map((heapBytes, i) => ({ heapBytes, externalBytes: external[i % external.length] ?? null }));

describe('what a call allocates', () => {
  it('is the median of the batches, whatever one of them met', () => {
    expect(allocationFrom(readings([40, 40, 40.02, 9000, 40, 40, 40]))).toEqual({
      heapBytes: 40,
      externalBytes: 0,
    });
  });

  it('leaves out the array buffers that a collection before it freed, and those that one meanwhile may have', () => {
    const external = [8000, null, -50_000, 8000, 8000, null, 8000];
    expect(allocationFrom(readings([184, 184, 184, 184, 184, 184, 184], external))).toEqual({
      heapBytes: 184,
      externalBytes: 8000,
    });
  });

  it('is nothing where a batch seems to give memory back by a few bytes', () => {
    expect(allocationFrom(readings([-0.4]))).toEqual({ heapBytes: 0, externalBytes: 0 });
  });

  it.each([
    ['batches that do not agree', readings([0, 0, 0, 500, 1000, 1000, 1000]), /different amounts/],
    ['memory that was given back', readings([-5000, -5000, -5000]), /different amounts/],
    ['collections in each batch with hooks', readings([Number.NaN], [null]), /garbage was collected/],
    ['array buffers that collections may have freed', readings([184, 184], [null]), /array buffers/],
  ])('is not known from %s', (_, given, reason) => {
    expect(allocationFrom(given)).toEqual({ notMeasured: expect.stringMatching(reason) });
  });
});
