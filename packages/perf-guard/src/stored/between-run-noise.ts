import type { PercentileName } from '@perf-suite/schema';
import type { VariancePrior } from '../statistics/moderated-variance.js';

/**
 * What the same code differs by from run to run on the same machine, as a standard deviation of
 * ln(time), where there are too few earlier runs to tell. Measured by bench/between-run-noise.mjs:
 * fresh processes of six unchanged functions, in runs minutes apart.
 */
export const TYPICAL_RUN_SD: Readonly<Record<PercentileName, number>> = { p50: 0.02, p95: 0.04 };

/** How sure that is, in degrees of freedom: some functions are four times as restless as others. */
const PRIOR_DEGREES_OF_FREEDOM = 5;

/** Returns the prior for the variance between runs of one benchmark, in ln(time) squared. */
export function typicalRunVariance(percentile: PercentileName): VariancePrior {
  return { variance: TYPICAL_RUN_SD[percentile] ** 2, degreesOfFreedom: PRIOR_DEGREES_OF_FREEDOM };
}
