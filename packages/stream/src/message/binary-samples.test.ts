import { samples } from '@perf-suite/testing/sample-events';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeSamples, encodeSamples } from './binary-samples.js';

const duration = fc.integer({ min: 0, max: 2 ** 50 });

describe('samples in binary', () => {
  it('come back as exactly the same doubles, whatever they are', () => {
    const anything = fc.double({ min: 0, max: 1e300, noNaN: true, noDefaultInfinity: true });
    const ns = fc.array(fc.oneof(anything, duration, fc.integer({ min: 0, max: 10_000 })), { maxLength: 50 });
    fc.assert(
      fc.property(ns, fc.nat(), fc.integer({ min: 1, max: 1e6 }), (values, first, batchSize) => {
        const event = { ...samples(3, first, values, 'base'), t: 0.1 };
        expect(decodeSamples(encodeSamples(event, 77, batchSize))).toEqual({ event, seq: 77 });
      }),
    );
  });

  it('take two bytes each where they were divided by the batch size', () => {
    const ns = Array.from({ length: 1_000 }, (_, index) => (15_000 + ((index * 7919) % 900)) / 64);
    expect(encodeSamples(samples(0, 0, ns), 1, 64).length).toBeLessThan(2.2 * ns.length);
    expect(encodeSamples(samples(0, 0, ns), 1, 7).length).toBeGreaterThan(7.9 * ns.length);
  });

  it('are refused when cut off anywhere, or when they claim too much', () => {
    const frame = encodeSamples(samples(1, 2, [5, 300, 70_000]), 9, 1);
    for (let length = 0; length < frame.length; length++) {
      expect(() => decodeSamples(frame.slice(0, length))).toThrow(RangeError);
    }
    expect(() => decodeSamples(Uint8Array.of(2, ...frame.slice(1)))).toThrow('kind 1, found 2');
  });
});
