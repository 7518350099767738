import {
  DEFAULT_MINIMUM_ALLOCATION_EFFECT,
  DEFAULT_MINIMUM_EFFECT,
  DEFAULT_MINIMUM_ERROR_EFFECT,
  type MinimumEffect,
} from '@perf-suite/schema';
import { FEWEST_SAMPLES_FOR_P95 } from '../src/judge-options.js';
import type { JudgeablePairs } from '../src/paired/rounds-seen.js';
import { seededRandom } from '../src/statistics/seeded-random.js';
import { gaussian } from './run-builder.js';

/** Simulated rounds with known truth: only what the test sees (ln ratios), so that thousands are cheap. */

export const NOISE_KINDS = ['gaussian', 'heavy-tailed', 'bimodal', 'drifting', 'unequal-variance'] as const;
export type NoiseKind = (typeof NOISE_KINDS)[number];

export interface SimulatedSuite {
  readonly noise: NoiseKind;
  readonly roundCount: number;
  /** True ln(head / base) of each benchmark. */
  readonly logChanges: readonly number[];
  /** Size of each benchmark's noise, on the log scale. */
  readonly noiseSds: readonly number[];
  readonly seed: number;
  readonly minimumEffect?: MinimumEffect;
}

/** Returns a suite's rounds as the judge sees them after unpacking; p95 is left out, see `withTails`. */
export function simulatedPairs(suite: SimulatedSuite): JudgeablePairs[] {
  const { noise, roundCount, logChanges, noiseSds, seed, minimumEffect = DEFAULT_MINIMUM_EFFECT } = suite;
  const normal = gaussian(seed);
  const uniform = seededRandom(seed + 0x5eed);
  const loudness = Float64Array.from({ length: roundCount }, () => Math.exp(0.6 * normal()));
  const rounds = Array.from({ length: roundCount }, (_, round) => round);
  const nothing = new Array<number>(roundCount).fill(0);
  const empty = { logRatios: nothing, baseNs: nothing, headNs: nothing };
  return logChanges.map((logChange, i) => {
    const slope = uniform() < 0.5 ? -1 : 1;
    const logRatios = Array.from(rounds, (round) => {
      const e = standardNoise(noise, {
        normal,
        uniform,
        slope,
        place: round / (roundCount - 1),
        loud: loudness[round] ?? 1,
      });
      return logChange + (noiseSds[i] ?? 0) * e;
    });
    const percentiles = { p50: { logRatios, baseNs: nothing, headNs: nothing }, p95: empty };
    const pairCounts = rounds.map(() => 0);
    return {
      ratios: { rounds, pairCounts, zeroCount: 0, percentiles, meanLogRatios: [] },
      minimumEffect,
      allocation: null,
      minimumAllocationEffect: DEFAULT_MINIMUM_ALLOCATION_EFFECT,
      errors: null,
      minimumErrorEffect: DEFAULT_MINIMUM_ERROR_EFFECT,
    };
  });
}

/** Returns the suite with the values of another as its p95. */
export function withTails(
  suite: readonly JudgeablePairs[],
  tails: readonly JudgeablePairs[],
): JudgeablePairs[] {
  return suite.map((pairs, i) => {
    const { rounds, percentiles } = pairs.ratios;
    const { p50 } = percentiles;
    const p95 = tails[i]?.ratios.percentiles.p50 ?? p50;
    const pairCounts = rounds.map(() => FEWEST_SAMPLES_FOR_P95);
    return { ...pairs, ratios: { ...pairs.ratios, pairCounts, percentiles: { p50, p95 } } };
  });
}

interface NoiseSource {
  readonly normal: () => number;
  readonly uniform: () => number;
  /** Direction of this benchmark's drift. */
  readonly slope: number;
  /** 0 in the first round, 1 in the last. */
  readonly place: number;
  /** How loud this round is for all benchmarks. */
  readonly loud: number;
}

function standardNoise(kind: NoiseKind, { normal, uniform, slope, place, loud }: NoiseSource): number {
  if (kind === 'gaussian') return normal();
  // Student's t with 2 degrees of freedom: its variance is infinite.
  if (kind === 'heavy-tailed') return (0.6 * normal()) / Math.sqrt(-Math.log(1 - uniform()));
  if (kind === 'bimodal') return (uniform() < 0.5 ? -1 : 1) + 0.15 * normal();
  if (kind === 'drifting') return normal() + 0.2 * slope * (2 * place - 1);
  return loud * normal();
}
