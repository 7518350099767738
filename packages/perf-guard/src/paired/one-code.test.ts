import { expect, it } from 'vitest';
import { oneCodeWarning } from './one-code.js';
import type { RoundRatios } from './round-ratios.js';

function ratios(logRatios: readonly number[], ns: number): RoundRatios {
  const percentile = { logRatios, baseNs: logRatios.map(() => ns), headNs: logRatios.map(() => ns) };
  return {
    rounds: logRatios.map((_, i) => i),
    pairCounts: logRatios.map(() => 100),
    zeroCount: 0,
    percentiles: { p50: percentile, p95: percentile },
    meanLogRatios: [],
  };
}

const SAME = [0, 0.00001, -0.00002, 0, 0.00004, 0, 0.003, 0];

it('points out sides that take the same time to four digits in most rounds', () => {
  expect(oneCodeWarning(ratios(SAME, 300_000), 1)?.message).toContain('in 7 of 8 rounds');
  expect(oneCodeWarning(ratios(SAME, 3000), 100)?.code).toBe('one-code');
});

it('says nothing of two copies, few rounds, or batches that the clock makes alike', () => {
  expect(
    oneCodeWarning(ratios([0.002, -0.001, 0.0005, 0, 0.0012, -0.003, 0.0004, 0.001], 300_000), 1),
  ).toBeNull();
  expect(oneCodeWarning(ratios(SAME.slice(0, 5), 300_000), 1)).toBeNull();
  expect(oneCodeWarning(ratios(SAME, 20_000), 1)).toBeNull();
});
