import { incompleteBeta } from './incomplete-beta.js';

/**
 * Returns P(T > t) for Student's t with the degrees of freedom given (> 0, may be fractional or
 * infinite). Source: `scipy.stats.t.sf`.
 */
export function studentTUpperTail(t: number, degreesOfFreedom: number): number {
  // Beyond this many degrees of freedom the normal limit is closer than the fraction's rounding.
  const df = Math.min(degreesOfFreedom, 1e7);
  const half = incompleteBeta(df / (df + t * t), df / 2, 0.5) / 2;
  return t >= 0 ? half : 1 - half;
}

/**
 * Returns the value that Student's t stays below with probability p (0 < p < 1). By bisection on
 * the tail, to about 1e-12 relative. Source: `scipy.stats.t.ppf`.
 */
export function studentTQuantile(p: number, degreesOfFreedom: number): number {
  if (p === 0.5) return 0;
  if (p < 0.5) return -studentTQuantile(1 - p, degreesOfFreedom);
  let low = 0;
  let high = 1;
  while (studentTUpperTail(high, degreesOfFreedom) > 1 - p) high *= 2;
  for (let step = 0; step < 200 && high - low > 1e-13 * high; step++) {
    const middle = (low + high) / 2;
    if (studentTUpperTail(middle, degreesOfFreedom) > 1 - p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
