import type { Estimate } from '@perf-suite/schema';

/** Returns an estimate of ln(current / baseline) as current / baseline - 1: positive is slower. */
export function changeFromLog(log: Estimate): Estimate {
  return {
    point: Math.expm1(log.point),
    lower: Math.expm1(log.lower),
    upper: Math.expm1(log.upper),
    confidence: log.confidence,
  };
}

/** Returns an estimate of ln(current / baseline) as baseline / current: below 1 is slower. */
export function speedupFromLog(log: Estimate): Estimate {
  return {
    point: Math.exp(-log.point),
    lower: Math.exp(-log.upper),
    upper: Math.exp(-log.lower),
    confidence: log.confidence,
  };
}
