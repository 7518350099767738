import { expect, it } from 'vitest';
import { createRandom } from '../../wire/random.js';
import { SampleReservoir } from './sample-reservoir.js';

function filled(cap: number, count: number, seed = 1) {
  const reservoir = new SampleReservoir(cap, createRandom(seed).next);
  for (let i = 0; i < count; i++) reservoir.add(i, i + 0.5, i % 2);
  return reservoir.samples();
}

it('keeps everything up to the cap', () => {
  const { headNs, measuredCount } = filled(10, 10);
  expect([...headNs]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(measuredCount).toBe(10);
});

it('past the cap keeps that many, in the order measured, with both sides of a pair together', () => {
  const { headNs, baseNs, headFirst, measuredCount } = filled(10, 1000);
  expect(headNs).toHaveLength(10);
  expect(measuredCount).toBe(1000);
  expect([...headNs]).toEqual([...headNs].sort((a, b) => a - b));
  expect([...baseNs]).toEqual(Array.from(headNs, (ns) => ns + 0.5));
  expect([...headFirst]).toEqual(Array.from(headNs, (ns) => ns % 2));
});

it('gives early and late samples the same chance', () => {
  const kept = Array.from({ length: 400 }, (_, seed) => [...filled(10, 100, seed).headNs]).flat();
  const early = kept.filter((index) => index < 50).length / kept.length;
  // 4,000 draws: a standard deviation of 0.8 %.
  expect(early).toBeGreaterThan(0.46);
  expect(early).toBeLessThan(0.54);
});
