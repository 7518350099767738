import { describe, expect, test } from 'vitest';
import { decidePairs } from '../src/paired/decide-pairs.js';
import { hodgesLehmann } from '../src/statistics/hodges-lehmann.js';
import { maxTSignFlip } from '../src/statistics/max-t-sign-flip.js';
import { signFlips } from '../src/statistics/sign-flips.js';
import { binomialBound } from './binomial-bound.js';
import { gaussian } from './run-builder.js';
import { NOISE_KINDS, type NoiseKind, simulatedPairs } from './simulated-pairs.js';

/** Seeded, so that they cannot flake; the bounds are those of the binomial all the same. */

const NULL_LOG = Math.log(1.01);

interface Trial {
  readonly noise: NoiseKind;
  readonly size: number;
  readonly suites: number;
  readonly logChange: number;
  readonly sd: number;
}

/** Returns in how many suites any benchmark was called regressed, after up to 24 rounds with interim analyses. */
function suitesFlagged({ noise, size, suites, logChange, sd }: Trial): number {
  let flagged = 0;
  for (let suite = 0; suite < suites; suite++) {
    const pairs = simulatedPairs({
      noise,
      roundCount: 24,
      logChanges: new Array<number>(size).fill(logChange),
      noiseSds: new Array<number>(size).fill(sd),
      seed: 100_000 * size + suite,
    });
    const { decisions } = decidePairs(pairs, { rounds: 'auto', ended: true, seed: suite, gating: ['p50'] });
    if (decisions.some(({ quantities }) => quantities.p50?.verdict === 'regressed')) flagged++;
  }
  return flagged;
}

describe('the chance of any false regression in a suite is at most 1 %', () => {
  const sizes = [
    [1, 200],
    [6, 100],
    [20, 40],
    [200, 5],
  ] as const;
  describe.each(NOISE_KINDS)('with %s noise', (noise) => {
    test.each(sizes)('of %i unchanged benchmarks', (size, suites) => {
      expect(suitesFlagged({ noise, size, suites, logChange: 0, sd: 0.015 })).toBeLessThanOrEqual(
        binomialBound(suites, 0.01),
      );
    });

    test.each(sizes)('of %i benchmarks at the edge of what the null allows, all loud', (size, suites) => {
      const trial = { noise, size, suites, logChange: NULL_LOG, sd: 0.05 };
      expect(suitesFlagged(trial)).toBeLessThanOrEqual(binomialBound(suites, 0.01));
    });
  });
});

describe('benchmarks that really changed', () => {
  test('in opposite directions are both found at the first interim analysis', () => {
    const pairs = simulatedPairs({
      noise: 'gaussian',
      roundCount: 8,
      logChanges: [Math.log(1.17), Math.log(0.82)],
      noiseSds: [0.02, 0.01],
      seed: 1,
    });
    const { decisions } = decidePairs(pairs, { rounds: 'auto', ended: false, seed: 1, gating: ['p50'] });
    expect(decisions.map(({ quantities }) => quantities.p50?.verdict)).toEqual(['regressed', 'improved']);
  });

  test('for the better leave the error of the others as it was', () => {
    const suites = 100;
    let flagged = 0;
    for (let suite = 0; suite < suites; suite++) {
      const pairs = simulatedPairs({
        noise: 'heavy-tailed',
        roundCount: 24,
        logChanges: [-0.1, -0.2, -0.1, NULL_LOG, NULL_LOG, NULL_LOG],
        noiseSds: new Array<number>(6).fill(0.04),
        seed: 7000 + suite,
      });
      const { decisions } = decidePairs(pairs, { rounds: 'auto', ended: true, seed: suite, gating: ['p50'] });
      if (decisions.some(({ quantities }) => quantities.p50?.verdict === 'regressed')) flagged++;
    }
    expect(flagged).toBeLessThanOrEqual(binomialBound(suites, 0.01));
  });
});

describe('the test itself is exact', () => {
  test.each([1, 20])('for 8 rounds of %i benchmarks: p <= 1/256 in 1 of 256 suites', (size) => {
    const normal = gaussian(size);
    const flips = signFlips(8, 1);
    const rounds = flips.patternCount === 256 ? [0, 1, 2, 3, 4, 5, 6, 7] : [];
    const suites = 6000;
    let smallest = 0;
    let tenth = 0;
    for (let suite = 0; suite < suites; suite++) {
      const tests = Array.from({ length: size }, () => ({
        rounds,
        values: Array.from({ length: 8 }, normal),
        smallestMean: 1e-12,
      }));
      const p = maxTSignFlip(tests, flips).reduce((least, one) => Math.min(least, one), 1);
      if (p <= 1 / 256) smallest++;
      if (p <= 25.5 / 256) tenth++;
    }
    // Binomial: 6000 / 256 = 23.4 (sd 4.8) and 6000 * 25 / 256 = 586 (sd 23).
    expect(Math.abs(smallest - 23.4)).toBeLessThan(4 * 4.8);
    expect(Math.abs(tenth - 586)).toBeLessThan(4 * 23);
  });
});

describe('intervals hold the true change', () => {
  test.each([
    [8, 0.961],
    [14, 0.951],
    [24, 0.951],
  ])('in %i rounds as often as the signed-rank distribution says', (count, level) => {
    const normal = gaussian(count);
    const trials = 4000;
    let held = 0;
    for (let trial = 0; trial < trials; trial++) {
      const interval = hodgesLehmann(Float64Array.from({ length: count }, normal), 0.95);
      if (interval !== null && interval.lower <= 0 && interval.upper >= 0) held++;
    }
    expect(Math.abs(held / trials - level)).toBeLessThan(4 * Math.sqrt((level * (1 - level)) / trials));
  });

  test.each([0, 0.025, 0.05, 0.1])(
    'in 93 to 98 % of decisions with interim analyses, at a change of %d',
    (change) => {
      let held = 0;
      let intervals = 0;
      for (let suite = 0; suite < 300; suite++) {
        const logChange = Math.log1p(change);
        const noiseSds = [0.005, 0.01, 0.015, 0.02, 0.025, 0.03];
        const pairs = simulatedPairs({
          noise: 'gaussian',
          roundCount: 24,
          logChanges: noiseSds.map(() => logChange),
          noiseSds,
          seed: 7000 + suite,
        });
        const { decisions } = decidePairs(pairs, {
          rounds: 'auto',
          ended: true,
          seed: suite,
          gating: ['p50'],
        });
        for (const { quantities } of decisions) {
          const log = quantities.p50?.change;
          intervals++;
          if (log && log.lower <= logChange && log.upper >= logChange) held++;
        }
      }
      expect(intervals).toBe(1800);
      expect(held / intervals).toBeGreaterThan(0.93);
      expect(held / intervals).toBeLessThan(0.98);
    },
  );
});

describe('power', () => {
  /** Returns in how many of 40 suites the one slowed benchmark was found, among quiet ones. */
  function found(change: number, size: number, roundCount: number, sd = 0.015): number {
    let count = 0;
    for (let suite = 0; suite < 40; suite++) {
      const pairs = simulatedPairs({
        noise: 'gaussian',
        roundCount,
        logChanges: Array.from({ length: size }, (_, i) => (i === 0 ? Math.log1p(change) : 0)),
        noiseSds: Array.from({ length: size }, (_, i) => (i === 0 ? sd : 0.005 + 0.001 * (i % 20))),
        seed: 40_000 + suite,
      });
      const { decisions } = decidePairs(pairs, { rounds: 'auto', ended: true, seed: suite, gating: ['p50'] });
      if (decisions[0]?.quantities.p50?.verdict === 'regressed') count++;
    }
    return count;
  }

  test('grows with the change', () => {
    const counts = [0, 0.025, 0.04, 0.06, 0.1].map((change) => found(change, 6, 24, 0.03));
    expect(counts).toEqual(counts.toSorted((a, b) => a - b));
    expect(counts[0]).toBe(0);
    expect(counts.at(-1)).toBe(40);
  });

  test('grows with the rounds', () => {
    const counts = [8, 14, 24].map((rounds) => found(0.05, 6, rounds, 0.03));
    expect(counts).toEqual(counts.toSorted((a, b) => a - b));
  });

  test.each([1, 6, 20, 200])('finds 5 % in at least 95 % of suites of %i', (size) => {
    expect(found(0.05, size, 24)).toBeGreaterThanOrEqual(38);
  });
});
