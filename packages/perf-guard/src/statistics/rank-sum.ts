/**
 * Returns the cumulative probabilities of the Mann-Whitney statistic where both samples come from one
 * distribution without ties: element k is P(U <= k) for k = 0 .. n m. Counted exactly in doubles while
 * the number of arrangements stays below 2^53. O(n^2 m).
 * Source: Mann and Whitney (1947), by the Gaussian binomial; `scipy.stats.mannwhitneyu(method="exact")`.
 */
export function rankSumCdf(n: number, m: number): Float64Array {
  const most = n * m;
  const counts = new Float64Array(most + 1);
  counts[0] = 1;
  for (let i = 1; i <= n; i++) {
    // Times (1 - q^(m + i)), then divided by (1 - q^i).
    for (let k = most; k >= m + i; k--) counts[k] = (counts[k] as number) - (counts[k - m - i] as number);
    for (let k = i; k <= most; k++) counts[k] = (counts[k] as number) + (counts[k - i] as number);
  }
  for (let k = 1; k <= most; k++) counts[k] = (counts[k] as number) + (counts[k - 1] as number);
  const all = counts[most] as number;
  return counts.map((count) => count / all);
}
