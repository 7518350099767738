import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkDurations, type PackedSamples, packDurations, unpackDurations } from './packed-samples.js';
import { durations } from './testing/arbitrary-run.js';

const packedWith = (fields: Partial<PackedSamples>): PackedSamples => ({
  ...packDurations([5, 6, 7]),
  ...fields,
});

describe('packDurations and unpackDurations', () => {
  it('give whole nanoseconds back exactly, in the order measured', () => {
    fc.assert(
      fc.property(durations(), (list) => {
        expect(Array.from(unpackDurations(packDurations(list)))).toEqual(list);
      }),
    );
  });

  it('give fractions back to within half the scale', () => {
    const fraction = fc.double({ min: 0, max: 1e9, noNaN: true });
    const scale = fc.constantFrom(0.001, 0.25, 1, 10, 1000);
    fc.assert(
      fc.property(fc.array(fraction), scale, (list, scaleNs) => {
        const unpacked = unpackDurations(packDurations(list, scaleNs));
        for (const [i, duration] of list.entries()) {
          expect(Math.abs((unpacked[i] as number) - duration)).toBeLessThanOrEqual(scaleNs * 0.500001);
        }
      }),
    );
  });

  it('keep the longest duration beside the shortest', () => {
    const list = [0, 2 ** 51, 0, 1, 2 ** 51 - 1];
    expect(Array.from(unpackDurations(packDurations(list)))).toEqual(list);
  });

  it('store a thousand samples of 20 us within 2 % in at most 2.7 characters each', () => {
    const list = Array.from({ length: 1000 }, (_, i) => 20_000 + ((i * 7919) % 400));
    expect(packDurations(list).data.length).toBeLessThanOrEqual(2700);
  });

  it('take a typed array, and more samples than a call has arguments', () => {
    const list = Float64Array.from({ length: 300_000 }, (_, i) => i);
    expect(unpackDurations(packDurations(list)).every((duration, i) => duration === list[i])).toBe(true);
  });

  it('put them into the memory given, and leave the rest of it alone', () => {
    const memory = new Float64Array(5).fill(-1);
    expect([...unpackDurations(packDurations([5, 6, 7]), memory)]).toEqual([5, 6, 7]);
    expect([...memory]).toEqual([5, 6, 7, -1, -1]);
    expect(() => unpackDurations(packDurations([5, 6, 7]), new Float64Array(2))).toThrow(
      'expected room for 3 durations, found it for 2',
    );
  });

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 52])('refuse to pack %s', (duration) => {
    expect(() => packDurations([1, duration])).toThrow(/duration 1 is .* expected 0 to/);
  });

  it.each<[string, Partial<PackedSamples>, RegExp]>([
    ['a count above the data', { count: 4 }, /expected 4 durations, found at most 3/],
    ['a count that would fill the memory', { count: Number.MAX_SAFE_INTEGER }, /found at most 3/],
    ['a count below the data', { count: 2 }, /1 bytes too many after 2 durations/],
    ['text that is not base64', { data: 'ä§' }, /not base64/],
    ['data that stops within a duration', { count: 1, data: btoa('\x80') }, /end early: expected 1, found 0/],
    ['a duration longer than 64 bits', { count: 1, data: btoa(`${'\xff'.repeat(12)}\x01`) }, /end early/],
    [
      'durations that add up to less than nothing',
      { count: 1, data: btoa('\x01') },
      /duration 0 is out of range/,
    ],
    [
      'durations that add up beyond what is exact',
      { count: 9, data: btoa(`${'\xfe\xff\xff\xff\xff\xff\xff\x07'}`.repeat(9)) },
      /duration \d is out of range/,
    ],
  ])('refuse to unpack %s', (_, fields, message) => {
    expect(() => unpackDurations(packedWith(fields))).toThrow(message);
    expect(() => checkDurations(packedWith(fields))).toThrow(message);
  });

  it('never return other than finite durations, whatever the bytes are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.nat({ max: 60 }), (bytes, count) => {
        let unpacked: Float64Array;
        try {
          unpacked = unpackDurations(packedWith({ count, data: btoa(String.fromCharCode(...bytes)) }));
        } catch (cause) {
          expect(cause).toBeInstanceOf(RangeError);
          return;
        }
        expect(unpacked.length).toBe(count);
        expect(unpacked.every((duration) => duration >= 0 && Number.isFinite(duration))).toBe(true);
      }),
    );
  });
});
