import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packOrder, unpackOrder } from './packed-order.js';

describe('packOrder and unpackOrder', () => {
  it('give the coin of each pair back', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean()), (headFirst) => {
        expect(unpackOrder(packOrder(headFirst), headFirst.length)).toEqual(headFirst);
      }),
    );
  });

  it('take the bytes that a worker sends', () => {
    expect(unpackOrder(packOrder(Uint8Array.of(1, 0, 0, 1)), 4)).toEqual([true, false, false, true]);
  });

  it('take a million pairs', () => {
    const headFirst = Array.from({ length: 1_000_000 }, (_, i) => i % 3 === 0);
    const unpacked = unpackOrder(packOrder(headFirst), headFirst.length);
    expect(unpacked.every((first, i) => first === headFirst[i])).toBe(true);
  });

  it('refuse data of another length or that is not base64', () => {
    expect(() => unpackOrder(packOrder([true]), 9)).toThrow('expected 2 bytes of order, found 1');
    expect(() => unpackOrder('ä', 1)).toThrow('is not base64');
  });
});
