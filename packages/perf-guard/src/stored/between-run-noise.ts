import type { PercentileName } from '@perf-suite/schema';
import type { VariancePrior } from '../statistics/moderated-variance.js';

interface TypicalNoise {
  /** Standard deviation of ln(time) from run to run of the same code on the same machine. */
  readonly sd: number;
  /** Degrees of freedom of that estimate: some functions are six times as noisy as others. */
  readonly degreesOfFreedom: number;
}

/**
 * What stands in for the variance between runs where there are too few earlier runs to estimate it.
 * Measured by bench/between-run-noise.mjs: fresh processes of six unchanged functions on a busy
 * machine, pinned to one core; the table is in docs/decisions/011.
 */
export const TYPICAL_NOISE: Readonly<Record<PercentileName, TypicalNoise>> = {
  p50: { sd: 0.02, degreesOfFreedom: 4 },
  p95: { sd: 0.06, degreesOfFreedom: 2 },
};

/** Returns the prior for the variance between runs of one benchmark, in ln(time) squared. */
export function typicalRunVariance(percentile: PercentileName): VariancePrior {
  const { sd, degreesOfFreedom } = TYPICAL_NOISE[percentile];
  return { variance: sd ** 2, degreesOfFreedom };
}
