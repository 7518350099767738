import type { Estimate } from '@perf-suite/schema';
import { quantileInPlace } from './quantile.js';
import { signedRankCdf } from './signed-rank.js';
import { walshAverages } from './walsh-averages.js';

/**
 * Returns the centre of a symmetric distribution (Hodges-Lehmann: the median of the Walsh averages)
 * with the interval of all centres that a two-sided exact signed-rank test does not reject.
 * Unit and sign are those of the values. One wild value in eight moves it little.
 *
 * The interval holds at least the confidence asked for where the count allows it (from 6 values on
 * for 95 %; 96.1 % at 8, 95.1 % at 14); below that it is the whole range and `confidence` says how
 * little that is worth (1 - 2^(1 - n)). One value alone has no interval: null. O(n^2 log n).
 * Source: Hollander, Wolfe and Chicken, sections 3.2 and 3.3; R's `wilcox.test(conf.int = TRUE)`.
 */
export function hodgesLehmann(values: ArrayLike<number>, confidence: number): Estimate | null {
  const n = values.length;
  if (n < 2) return null;
  const averages = walshAverages(values);
  const outside = countOutside(n, confidence);
  const lower = averages[outside] as number;
  const upper = averages[averages.length - 1 - outside] as number;
  const reached = Math.min(confidence, 1 - 2 ** (1 - n));
  return { point: quantileInPlace(averages, 0.5), lower, upper, confidence: reached };
}

const cache = new Map<string, number>();

/** Returns how many Walsh averages lie outside the interval at each end. */
function countOutside(n: number, confidence: number): number {
  const key = `${n} ${confidence}`;
  let outside = cache.get(key);
  if (outside === undefined) {
    const cdf = signedRankCdf(n);
    outside = 0;
    // The bound lies beyond the centre when at most `outside` averages lie before it: P(W <= outside).
    while ((cdf[outside + 1] as number) <= (1 - confidence) / 2) outside++;
    cache.set(key, outside);
  }
  return outside;
}
