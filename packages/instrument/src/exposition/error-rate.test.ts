import { expect, it } from 'vitest';
import { ErrorRate } from './error-rate.js';

it('is the share of failed requests of about the last minute, however often it is asked for', () => {
  const rate = new ErrorRate(0);
  expect(rate.after({ atMs: 10_000, requests: 0, errors: 0 })).toBe(0);
  expect(rate.after({ atMs: 30_000, requests: 100, errors: 50 })).toBe(0.5);
  expect(rate.after({ atMs: 30_001, requests: 100, errors: 50 })).toBe(0.5);
  // A minute after the errors, only what came since counts.
  expect(rate.after({ atMs: 95_000, requests: 200, errors: 50 })).toBe(0);
  expect(rate.after({ atMs: 200_000, requests: 200, errors: 50 })).toBe(0);
});
