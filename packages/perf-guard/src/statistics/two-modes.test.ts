import { describe, expect, test } from 'vitest';
import { gaussian } from '../../test/run-builder.js';
import { twoModes } from './two-modes.js';

describe('twoModes', () => {
  test('finds two groups with a gap between them', () => {
    const values = [0.05, 0.051, 0.0, 0.001, 0.049, 0.05, 0.002, 0.052];
    expect(twoModes(values, 0.025)).toEqual({ lower: 0.001, upper: 0.05, lowerCount: 3, upperCount: 5 });
  });

  test('is silent where the gap is too small to matter, or values are few', () => {
    expect(twoModes([0.005, 0.0051, 0, 0.0001, 0.0049, 0.005, 0, 0.0052], 0.025)).toBeNull();
    expect(twoModes([0.05, 0.05, 0, 0], 0.025)).toBeNull();
  });

  test('takes one wild value for no mode of its own', () => {
    expect(twoModes([0.001, 0.002, 0.3, 0.001, 0, 0.003, 0.002, 0.001], 0.025)).toBeNull();
  });

  test('is silent on most Gaussian samples', () => {
    const normal = gaussian(3);
    let found = 0;
    for (let i = 0; i < 1000; i++)
      if (
        twoModes(
          Array.from({ length: 8 }, () => 0.05 * normal()),
          0.025,
        )
      )
        found++;
    expect(found).toBeLessThan(50);
  });
});
