import { expect, test } from 'vitest';
import { seededRandom } from './seeded-random.js';

test('gives the same values for the same seed, others for another', () => {
  const draw = (seed: number) => Array.from({ length: 5 }, seededRandom(seed));
  expect(draw(7)).toEqual(draw(7));
  expect(draw(7)).not.toEqual(draw(8));
});

test('fills the unit interval evenly', () => {
  const random = seededRandom(42);
  const bins = new Array<number>(10).fill(0);
  for (let i = 0; i < 10_000; i++) {
    const bin = Math.floor(random() * 10);
    bins[bin] = (bins[bin] as number) + 1;
  }
  // Each bin is binomial with mean 1000 and sd 30.
  for (const count of bins) expect(Math.abs(count - 1000)).toBeLessThan(150);
});
