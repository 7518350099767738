import { describe, expect, it } from 'vitest';
import { createRandom, deriveSeed } from './random.js';

const draws = (seed: number, count: number): number[] => {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => random.next());
};

describe('createRandom', () => {
  it('repeats its sequence for a seed, for ever', () => {
    expect(draws(42, 5)).toEqual(draws(42, 5));
    // Stored run files name seeds: another sequence would change what they say happened.
    expect(draws(42, 3).map((value) => Math.floor(value * 2 ** 32))).toMatchInlineSnapshot(`
      [
        1959603763,
        2423114712,
        2466933512,
      ]
    `);
  });

  it('starts elsewhere for neighbouring and for large seeds', () => {
    const first = new Set([0, 1, 2, 2 ** 32, 2 ** 40, 2 ** 53 - 1].map((seed) => draws(seed, 1)[0]));
    expect(first.size).toBe(6);
  });

  it('is uniform: 64 equal bins pass a chi-squared test', () => {
    const bins = new Float64Array(64);
    for (const value of draws(7, 64_000)) bins[Math.floor(value * 64)]! += 1;
    const chiSquared = bins.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
    // 0.001 and 0.999 quantiles of chi-squared with 63 degrees of freedom: scipy.stats.chi2.ppf([.001, .999], 63).
    expect(chiSquared).toBeGreaterThan(32.5);
    expect(chiSquared).toBeLessThan(103.4);
  });

  it('throws fair coins that do not follow each other', () => {
    const random = createRandom(11);
    const coins = Array.from({ length: 20_000 }, () => (random.coin() ? 1 : 0));
    const heads = coins.filter((coin) => coin === 1).length;
    const repeats = coins.filter((coin, index) => index > 0 && coin === coins[index - 1]).length;
    expect(Math.abs(heads - 10_000)).toBeLessThan(5 * 71);
    expect(Math.abs(repeats - 10_000)).toBeLessThan(5 * 71);
  });

  it('draws whole numbers below a limit, all of them', () => {
    const random = createRandom(3);
    const seen = new Set(Array.from({ length: 500 }, () => random.below(7)));
    expect([...seen].sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  it('shuffles into every order equally often, and leaves the list alone', () => {
    const random = createRandom(5);
    const list = ['a', 'b', 'c'];
    const counts = new Map<string, number>();
    for (let i = 0; i < 6000; i++) {
      const order = random.shuffle(list).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(list).toEqual(['a', 'b', 'c']);
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(5 * 29);
  });

  it.each([Number.NaN, 0.5, 2 ** 60])('refuses %s as a seed', (seed) => {
    expect(() => createRandom(seed)).toThrow(RangeError);
  });

  it.each([0, -1, 1.5])('refuses %s as a limit', (limit) => {
    expect(() => createRandom(1).below(limit)).toThrow(RangeError);
  });
});

describe('deriveSeed', () => {
  it('gives each part of a run its own seed, the same each time', () => {
    const seeds = [
      deriveSeed(1, 'round', 0),
      deriveSeed(1, 'round', 1),
      deriveSeed(2, 'round', 0),
      deriveSeed(1, 'round0'),
    ];
    expect(new Set(seeds).size).toBe(4);
    expect(deriveSeed(1, 'round', 0)).toBe(seeds[0]);
    for (const seed of seeds) expect(Number.isSafeInteger(seed) && seed >= 0).toBe(true);
  });
});
