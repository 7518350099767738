import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type PackedPoint, packPoint, unpackPoints } from './point-chunk.js';

const number = fc.double({ noNaN: true, noDefaultInfinity: true, min: 0 }).map((value) => value + 0);
const point: fc.Arbitrary<PackedPoint> = fc.record({
  runSeq: fc.nat(),
  fingerprintIndex: fc.nat(5),
  p50: number,
  p95: fc.option(number),
  spread: fc.option(number),
  roundP50: fc.array(number, { maxLength: 30 }),
  roundP95: fc.array(number, { maxLength: 30 }),
});

it('points that are packed one behind the other are unpacked as they were, from any part of a buffer', () => {
  fc.assert(
    fc.property(fc.array(point), (points) => {
      const packed = Buffer.concat([Buffer.from('abc'), ...points.map(packPoint)]).subarray(3);
      expect(unpackPoints(packed)).toEqual(points);
    }),
  );
});

it('bytes that end early, or are no doubles, are refused', () => {
  const whole = packPoint({
    runSeq: 1,
    fingerprintIndex: 0,
    p50: 1,
    p95: 2,
    spread: null,
    roundP50: [1, 2],
    roundP95: [],
  });
  for (const length of [1, 8, 56, whole.length - 8, whole.length - 1]) {
    expect(() => unpackPoints(whole.subarray(0, length)), String(length)).toThrow(RangeError);
  }
  expect(() => unpackPoints(Buffer.alloc(64, 0xff))).toThrow(RangeError);
});
