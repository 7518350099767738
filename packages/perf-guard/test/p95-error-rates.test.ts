import type { PercentileName } from '@perf-suite/schema';
import { describe, expect, test } from 'vitest';
import { decidePairs } from '../src/paired/decide-pairs.js';
import { binomialBound } from './binomial-bound.js';
import { NOISE_KINDS, type NoiseKind, simulatedPairs, withTails } from './simulated-pairs.js';

/** Seeded, so that they cannot flake. p95 moves several times as much from round to round as p50. */

const BOTH: readonly PercentileName[] = ['p50', 'p95'];
const SIZE = 20;

interface Suite {
  readonly noise: NoiseKind;
  readonly seed: number;
  /** ln changes of all benchmarks at p50 and p95, and of the first. */
  readonly all: { readonly p50: number; readonly p95: number };
  readonly first?: { readonly p50: number; readonly p95: number };
  readonly sds: { readonly p50: readonly number[]; readonly p95: readonly number[] };
}

function decide({ noise, seed, all, first = all, sds }: Suite, gating: readonly PercentileName[]) {
  const [suite, tails] = BOTH.map((name, i) =>
    simulatedPairs({
      noise,
      roundCount: 24,
      logChanges: Array.from({ length: SIZE }, (_, k) => (k === 0 ? first[name] : all[name])),
      noiseSds: sds[name],
      seed: seed + 500_000 * i,
    }),
  ) as [ReturnType<typeof simulatedPairs>, ReturnType<typeof simulatedPairs>];
  return decidePairs(withTails(suite, tails), { rounds: 'auto', ended: true, seed, gating }).decisions;
}

const mixed = (typical: number): number[] =>
  Array.from({ length: SIZE }, (_, i) => typical * Math.exp(0.12 * (i - SIZE / 2)));
const same = (sd: number): number[] => new Array<number>(SIZE).fill(sd);

function flaggedOf(suites: number, suite: Omit<Suite, 'seed'>): number {
  let flagged = 0;
  for (let seed = 0; seed < suites; seed++) {
    const found = decide({ ...suite, seed: 90_000 + seed }, BOTH);
    if (found.some((one) => BOTH.some((name) => one.quantities[name]?.verdict === 'regressed'))) flagged++;
  }
  return flagged;
}

describe('the chance of any false regression at p50 or p95, over a suite of 20, is at most 1 %', () => {
  const suites = 40;
  test.each(NOISE_KINDS)('with %s noise', (noise) => {
    const flagged = flaggedOf(suites, {
      noise,
      all: { p50: 0, p95: 0 },
      sds: { p50: mixed(0.01), p95: mixed(0.07) },
    });
    expect(flagged).toBeLessThanOrEqual(binomialBound(suites, 0.01));
  });

  test.each(NOISE_KINDS)('at the edge of what the null allows, all loud, with %s noise', (noise) => {
    const flagged = flaggedOf(suites, {
      noise,
      all: { p50: Math.log(1.01), p95: Math.log(1.02) },
      sds: { p50: same(0.05), p95: same(0.1) },
    });
    expect(flagged).toBeLessThanOrEqual(binomialBound(suites, 0.01));
  });
});

describe('power', () => {
  const sds = { p50: mixed(0.01).with(0, 0.02), p95: mixed(0.07).with(0, 0.08) };
  const found = (name: PercentileName, gating: readonly PercentileName[], first: Suite['all']): number => {
    let count = 0;
    for (let seed = 0; seed < 30; seed++) {
      const [slowed] = decide(
        { noise: 'gaussian', seed: 70_000 + seed, all: { p50: 0, p95: 0 }, first, sds },
        gating,
      );
      if (slowed?.quantities[name]?.verdict === 'regressed') count++;
    }
    return count;
  };

  test('at p50 hardly changes when p95 gates too', () => {
    const slower = { p50: Math.log(1.05), p95: Math.log(1.05) };
    const alone = found('p50', ['p50'], slower);
    expect(alone).toBeGreaterThanOrEqual(28);
    expect(found('p50', BOTH, slower)).toBeGreaterThanOrEqual(alone - 1);
  });

  test('at p95 suffices for a tail that is half as slow again, in the rounds that p50 needs', () => {
    expect(found('p95', BOTH, { p50: 0, p95: Math.log(1.5) })).toBeGreaterThanOrEqual(27);
  });
});

describe('p95 beside p50', () => {
  const one = (noise: { p50: number; p95: number }, changes: { p50: number; p95: number }) => {
    const [pairs, tails] = BOTH.map((name, i) =>
      simulatedPairs({
        noise: 'gaussian',
        roundCount: 24,
        logChanges: [changes[name]],
        noiseSds: [noise[name]],
        seed: 3 + i,
      }),
    ) as [ReturnType<typeof simulatedPairs>, ReturnType<typeof simulatedPairs>];
    return withTails(pairs, tails);
  };
  const options = { rounds: 'auto', ended: false, seed: 1 } as const;

  test('asks for no round of its own', () => {
    const pairs = one({ p50: 0.003, p95: 0.3 }, { p50: 0, p95: 0.1 });
    const [decision] = decidePairs(pairs, { ...options, gating: BOTH }).decisions;
    expect(decision).toMatchObject({ decided: true, quantities: { p50: { roundCount: 6 } } });
    expect(decision?.quantities.p95).toMatchObject({ verdict: 'inconclusive', roundCount: 6 });
  });

  test('alone is measured for until it is settled', () => {
    const pairs = one({ p50: 0.003, p95: 0.1 }, { p50: 0, p95: 0.06 });
    const [decision] = decidePairs(pairs, { ...options, gating: ['p95'] }).decisions;
    expect(decision?.quantities.p95?.roundCount).toBeGreaterThan(8);
  });

  test('is found where it is twice as slow', () => {
    const pairs = one({ p50: 0.003, p95: 0.1 }, { p50: 0, p95: Math.log(2) });
    const [decision] = decidePairs(pairs, { ...options, gating: BOTH }).decisions;
    expect(decision?.quantities).toMatchObject({
      p50: { verdict: 'unchanged' },
      p95: { verdict: 'regressed' },
    });
  });
});
