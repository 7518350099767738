import type { Estimate } from '@perf-suite/schema';
import { MOST_PAIRS_FOR_EXACT } from './mann-whitney.js';
import { quantileInPlace } from './quantile.js';
import { rankSumCdf } from './rank-sum.js';
import { studentTQuantile } from './student-t.js';

/**
 * Returns by how much `after` lies above `before` (the Hodges-Lehmann shift: the median of all
 * differences between the two), in the values' unit, with the interval of all shifts that a two-sided
 * Mann-Whitney test does not reject. Exact for at most 400 pairs, else by the normal limit; where too
 * few values are there for the confidence asked for, the interval is the whole range of differences
 * and `confidence` says what it is worth. Null where one is empty. O(n m): give it some hundreds.
 * Source: Hollander, Wolfe and Chicken, sections 4.2 and 4.3; R's `wilcox.test(conf.int = TRUE)`.
 */
export function shiftBetween(
  before: ArrayLike<number>,
  after: ArrayLike<number>,
  confidence: number,
): Estimate | null {
  const n = before.length;
  const m = after.length;
  if (n === 0 || m === 0) return null;
  const differences = new Float64Array(n * m);
  let next = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < m; j++) differences[next++] = (after[j] as number) - (before[i] as number);
  }
  differences.sort();
  const { outside, reached } = outsideOf(n, m, confidence);
  return {
    point: quantileInPlace(differences.slice(), 0.5),
    lower: differences[outside] as number,
    upper: differences[differences.length - 1 - outside] as number,
    confidence: reached,
  };
}

/** Returns how many differences lie outside the interval at each end, and the confidence of what is left. */
function outsideOf(n: number, m: number, confidence: number): { outside: number; reached: number } {
  const pairs = n * m;
  const tail = (1 - confidence) / 2;
  if (pairs > MOST_PAIRS_FOR_EXACT) {
    const z = studentTQuantile(1 - tail, Number.POSITIVE_INFINITY);
    const outside = Math.floor(pairs / 2 - z * Math.sqrt((pairs * (n + m + 1)) / 12));
    return { outside: Math.max(0, outside), reached: confidence };
  }
  const cdf = rankSumCdf(n, m);
  const least = cdf[0] as number;
  if (least > tail) return { outside: 0, reached: Math.max(0, Math.min(confidence, 1 - 2 * least)) };
  let outside = 0;
  while ((cdf[outside + 1] as number) <= tail) outside++;
  return { outside, reached: confidence };
}
