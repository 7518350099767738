/** A proportion seen with its exact 95 % bounds (Clopper and Pearson 1934), all as ratios. */
export interface Proportion {
  readonly hits: number;
  readonly trials: number;
  readonly lower: number;
  readonly upper: number;
}

/** Returns hits/trials with exact two-sided 95 % bounds, found by bisection on the binomial tail. */
export function proportion(hits: number, trials: number): Proportion {
  const lower = hits === 0 ? 0 : bisect((p) => 1 - binomialCdf(hits - 1, trials, p) < 0.025);
  const upper = hits === trials ? 1 : bisect((p) => binomialCdf(hits, trials, p) > 0.025);
  return { hits, trials, lower, upper };
}

/** Returns the largest p for which `holds` is still true; `holds` turns false once as p grows. */
function bisect(holds: (p: number) => boolean): number {
  let low = 0;
  let high = 1;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** P(X <= k) for X ~ Binomial(n, p), summed in logs so that it holds for thousands of trials. */
function binomialCdf(k: number, n: number, p: number): number {
  if (p <= 0) return 1;
  if (p >= 1) return k >= n ? 1 : 0;
  let logTerm = n * Math.log1p(-p);
  let sum = Math.exp(logTerm);
  for (let i = 1; i <= k; i++) {
    logTerm += Math.log(n - i + 1) - Math.log(i) + Math.log(p) - Math.log1p(-p);
    sum += Math.exp(logTerm);
  }
  return Math.min(1, sum);
}
