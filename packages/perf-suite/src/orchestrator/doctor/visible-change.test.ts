import { analysePairs } from '@perf-suite/perf-guard';
import { packDurations, packOrder } from '@perf-suite/schema';
import { describe, expect, it } from 'vitest';
import { createRandom, type Random } from '../../wire/random.js';
import { visibleChanges } from './visible-change.js';

const NO_MINIMUM = 1e-5;
const BENCHMARK_COUNT = 10;
const SPREAD = 0.01;

/** Whether the real judge finds the first benchmark's slowdown within so many rounds; the others are unchanged. */
function isFound(slowdown: number, roundCount: number, random: Random): boolean {
  const rounds = Array.from({ length: roundCount }, (_, i) => ({
    seed: i,
    firstVariant: null,
    order: [],
    workers: [],
  }));
  const benchmarks = Array.from({ length: BENCHMARK_COUNT }, (_, i) => ({
    id: `b${i}`,
    file: 'f',
    group: [],
    name: `b${i}`,
    unit: 'ns' as const,
    better: 'lower' as const,
    async: false,
    batchSize: 1,
    minimumEffect: null,
    failure: null,
    warnings: [],
    rounds: rounds.map((_, round) => ({
      round,
      measuredCount: 1,
      memory: null,
      noiseRatio: null,
      pairs: pairWith(Math.log(1 + (i === 0 ? slowdown : 0)) + SPREAD * gaussian(random)),
    })),
  }));
  const settings = { rounds: 'auto' as const, timeMs: 90, sampleCap: 1000, isolation: 'file' as const };
  const run = { settings, seed: random.below(1_000_000), rounds, benchmarks };
  const [analysis] = analysePairs(run, { minimumEffect: { p50: NO_MINIMUM, p95: NO_MINIMUM } });
  return analysis?.percentiles?.p50.verdict === 'regressed';
}

function pairWith(logRatio: number) {
  return {
    base: packDurations([1e9]),
    head: packDurations([Math.round(1e9 * Math.exp(logRatio))]),
    order: packOrder([true]),
  };
}

/** Box-Muller. */
function gaussian(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}

describe('visibleChanges', () => {
  it.each(visibleChanges([SPREAD], NO_MINIMUM))(
    'are found by the judge within $rounds rounds in about 4 of 5 runs, half of them far less often',
    ({ rounds, typicalRatio }) => {
      const trials = 70;
      const random = createRandom(rounds);
      const shareOf = (slowdown: number): number =>
        Array.from({ length: trials }, () => isFound(slowdown, rounds, random)).filter(Boolean).length /
        trials;
      // 70 trials of 0.8 have a standard error of 4.8 points.
      expect(shareOf(typicalRatio)).toBeGreaterThan(0.68);
      expect(shareOf(typicalRatio / 2)).toBeLessThan(0.55);
    },
  );

  it('shrink with more rounds and grow with the spread', () => {
    const changes = visibleChanges([0.01, 0.02, 0.05], 0.025);
    expect(changes.map(({ rounds }) => rounds)).toEqual([8, 14, 24]);
    const typical = changes.map(({ typicalRatio }) => typicalRatio);
    expect(typical).toEqual([...typical].sort((a, b) => b - a));
    for (const { typicalRatio, worstRatio } of changes) expect(worstRatio).toBeGreaterThan(typicalRatio);
  });

  it('never fall below the minimum effect', () => {
    for (const { typicalRatio } of visibleChanges([0, 0, 0], 0.025)) expect(typicalRatio).toBe(0.025);
  });
});
