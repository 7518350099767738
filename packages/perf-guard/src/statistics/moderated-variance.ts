import { digamma, inverseTrigamma, trigamma } from './polygamma.js';

/** The distribution that the benchmarks' true variances were drawn from, as a scaled inverse chi-square. */
export interface VariancePrior {
  readonly variance: number;
  /** What the prior is worth, in degrees of freedom; Infinity when all variances look equal. */
  readonly degreesOfFreedom: number;
}

/**
 * Returns the prior that fits the sample variances of many benchmarks best: by matching the mean and
 * spread of their logs. Variances of 0 are raised to a thousandth of the median.
 * Source: Smyth (2004), section 6.2; limma's `fitFDist`.
 * @throws {RangeError} with fewer than 2 variances
 */
export function variancePrior(variances: readonly number[], degreesOfFreedom: number): VariancePrior {
  const m = variances.length;
  if (m < 2) throw new RangeError('a prior needs at least two variances');
  const floor = 1e-3 * [...variances].sort((a, b) => a - b)[m >> 1]! || 1e-12;
  const half = degreesOfFreedom / 2;
  const logs = variances.map((s2) => Math.log(Math.max(s2, floor)) - digamma(half) + Math.log(half));
  const mean = logs.reduce((sum, x) => sum + x, 0) / m;
  const spread = logs.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (m - 1) - trigamma(half);
  if (spread <= 0) return { variance: Math.exp(mean), degreesOfFreedom: Number.POSITIVE_INFINITY };
  const priorHalf = inverseTrigamma(spread);
  return {
    variance: Math.exp(mean + digamma(priorHalf) - Math.log(priorHalf)),
    degreesOfFreedom: 2 * priorHalf,
  };
}

/** Returns a sample variance drawn towards the prior by the weight of their degrees of freedom. */
export function moderatedVariance(variance: number, degreesOfFreedom: number, prior: VariancePrior): number {
  if (prior.degreesOfFreedom === Number.POSITIVE_INFINITY) return prior.variance;
  const weighted = prior.degreesOfFreedom * prior.variance + degreesOfFreedom * variance;
  return weighted / (prior.degreesOfFreedom + degreesOfFreedom);
}
