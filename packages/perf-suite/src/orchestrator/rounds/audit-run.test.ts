import { expect, it } from 'vitest';
import { disagreement } from './audit-run.js';

const estimate = (lower: number, point: number, upper: number) => ({ point, lower, upper, confidence: 0.95 });

it('two ways to measure disagree when their intervals have nothing in common', () => {
  const warning = disagreement(estimate(0.04, 0.05, 0.06), estimate(-0.01, 0.002, 0.01));
  expect(warning).toMatchObject({
    code: 'isolation-disagrees',
    message:
      'p50 changed by +5.0 % (+4.0 % to +6.0 %) in one process, but by +0.2 % (-1.0 % to +1.0 %) in variant processes',
  });
  expect(disagreement(estimate(-0.01, 0.002, 0.01), estimate(0.04, 0.05, 0.06))).not.toBeNull();
});

it('overlapping intervals, and intervals that are missing, say nothing', () => {
  expect(disagreement(estimate(0.04, 0.05, 0.06), estimate(-0.02, 0.03, 0.05))).toBeNull();
  expect(disagreement(null, estimate(0, 0, 0))).toBeNull();
  expect(disagreement(estimate(0, 0, 0), null)).toBeNull();
});
