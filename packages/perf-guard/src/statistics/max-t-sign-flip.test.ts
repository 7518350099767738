import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { maxTSignFlip, type SignFlipTest } from './max-t-sign-flip.js';
import { signFlips } from './sign-flips.js';

function testOf(values: readonly number[], smallestMean = 1e-9): SignFlipTest {
  return { rounds: values.map((_, i) => i), values, smallestMean };
}

/** The definition, flip by flip, for a suite of tests over the same rounds. */
function byDefinition(
  tests: readonly SignFlipTest[],
  statistic: (values: number[], test: number) => number,
): number[] {
  const n = tests[0]?.values.length ?? 0;
  const found = tests.map((test, i) => statistic([...test.values], i));
  const maxima = Array.from({ length: 2 ** n }, (_, pattern) =>
    Math.max(
      ...tests.map((test, i) =>
        statistic(
          [...test.values].map((v, r) => ((pattern >> r) & 1 ? -v : v)),
          i,
        ),
      ),
    ),
  );
  return found.map((t) =>
    t < 0 ? 1 : maxima.filter((most) => most >= t * (1 - 1e-9)).length / maxima.length,
  );
}

const ROUND = fc.double({ min: -0.1, max: 0.1, noNaN: true });

describe('maxTSignFlip', () => {
  test('gives 2^-n at best', () => {
    expect(maxTSignFlip([testOf([1, 2, 3, 1, 2, 3, 1, 2])], signFlips(8, 1))[0]).toBe(1 / 256);
  });

  test('gives 1 to a mean below the smallest that counts', () => {
    expect(maxTSignFlip([testOf([1, 2, 3, 1, 2, 3, 1, 2], 5)], signFlips(8, 1))[0]).toBe(1);
  });

  test('counts, by its definition, the flips whose largest moderated t is at least as large', () => {
    const suite = fc.array(fc.array(ROUND, { minLength: 6, maxLength: 6 }), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(suite, (values) => {
        const tests = values.map((one) => testOf(one, 0.01));
        const spreads = values
          .map((one) => {
            const sizes = one.map(Math.abs);
            const mean = sizes.reduce((a, b) => a + b, 0) / 6;
            return sizes.reduce((sum, size) => sum + (size - mean) ** 2, 0) / 5 / (1 - 2 / Math.PI);
          })
          .sort((a, b) => a - b);
        const typical =
          ((spreads[(values.length - 1) >> 1] as number) + (spreads[values.length >> 1] as number)) / 2;
        const expected = byDefinition(tests, (flipped) => {
          const mean = flipped.reduce((a, b) => a + b, 0) / 6;
          if (mean < 0.01 * (1 - 1e-9)) return -1;
          const own = flipped.reduce((sum, value) => sum + (value - mean) ** 2, 0);
          return (6 * mean * mean) / ((4 * typical + own) / 9);
        });
        const found = maxTSignFlip(tests, signFlips(6, 1));
        // A value on the very edge of a tie may fall to either side.
        for (const [i, p] of found.entries())
          expect(Math.abs(p - (expected[i] as number))).toBeLessThanOrEqual(1 / 64);
      }),
      { numRuns: 100, seed: 1 },
    );
  });

  test('does not depend on the order of the benchmarks', () => {
    const suite = fc.array(fc.array(ROUND, { minLength: 8, maxLength: 8 }), { minLength: 2, maxLength: 6 });
    fc.assert(
      fc.property(suite, (values) => {
        const tests = values.map((one) => testOf(one, 0.01));
        const forward = maxTSignFlip(tests, signFlips(8, 1));
        const backward = maxTSignFlip(tests.toReversed(), signFlips(8, 1));
        expect([...backward].reverse()).toEqual([...forward]);
      }),
      { numRuns: 50, seed: 2 },
    );
  });

  test('lets a benchmark that cannot reach its smallest mean use up no flips', () => {
    const slow = testOf([0.04, 0.05, 0.03, 0.05, 0.04, 0.05, 0.06, 0.04], 0.015);
    const quiet = Array.from({ length: 200 }, (_, i) =>
      testOf(
        Array.from({ length: 8 }, (_, r) => 0.01 * Math.sin(i + r)),
        0.015,
      ),
    );
    expect(maxTSignFlip([slow, ...quiet], signFlips(8, 1))[0]).toBe(1 / 256);
  });

  test('never gives 0, also when only some patterns are tried', () => {
    const values = Array.from({ length: 24 }, (_, i) => 1 + (i % 3));
    expect(maxTSignFlip([testOf(values)], signFlips(24, 1))[0]).toBe(1 / 4096);
  });
});
