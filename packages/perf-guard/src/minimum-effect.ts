import type { MinimumEffect, PercentileName } from '@perf-suite/schema';

/** A change at least this many times the minimum effect is critical: 10 % where 2.5 % counts. */
export const CRITICAL_EFFECT_RATIO = 4;

/** Identical code differs by 0.2 to 0.3 % at times (load order, code placement): never test for exactly 0. */
const NULL_SHIFT: MinimumEffect = { p50: 0.01, p95: 0.02 };
const LARGEST_NULL_SHARE = 0.4;

/**
 * Returns the minimum effect for one benchmark: its own at p50 where it has one, and at p95 in the
 * suite's proportion.
 */
export function minimumEffectOf(ownEffect: number | null, suite: MinimumEffect): MinimumEffect {
  if (ownEffect === null || ownEffect === suite.p50) return suite;
  return { p50: ownEffect, p95: (ownEffect * suite.p95) / suite.p50 };
}

/** Returns the change that the null hypothesis still allows: 1 % at p50, less for a small minimum effect. */
export function nullShift(percentile: PercentileName, minimumEffect: number): number {
  return Math.min(NULL_SHIFT[percentile], LARGEST_NULL_SHARE * minimumEffect);
}
