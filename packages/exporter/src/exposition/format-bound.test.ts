import { describe, expect, it } from 'vitest';
import { formatBound } from './format-bound.js';

describe('formatBound', () => {
  // As Go's strconv.FormatFloat(x, 'g', -1, 64) with ".0" after whole numbers: what Prometheus 3 stores.
  it.each([
    [1e-9, '1e-09'],
    [2.5e-9, '2.5e-09'],
    [1e-5, '1e-05'],
    [0.0001, '0.0001'],
    [0.025, '0.025'],
    [1, '1.0'],
    [10, '10.0'],
    [1000, '1000.0'],
    [1e21, '1e+21'],
    [0, '0.0'],
    [Number.POSITIVE_INFINITY, '+Inf'],
  ])('writes %s as %s', (bound, text) => {
    expect(formatBound(bound)).toBe(text);
  });
});
