/**
 * Returns the cumulative probabilities of the Wilcoxon signed-rank statistic under a symmetric null:
 * element k is P(W <= k) for k = 0 .. n (n + 1) / 2. Exact to the precision of doubles; O(n^3).
 * Source: Hollander, Wolfe and Chicken, section 3.1; `scipy.stats.wilcoxon(method="exact")` uses the same.
 */
export function signedRankCdf(n: number): Float64Array {
  const most = (n * (n + 1)) / 2;
  const probability = new Float64Array(most + 1);
  probability[0] = 1;
  for (let rank = 1; rank <= n; rank++) {
    for (let sum = most; sum >= 0; sum--) {
      const withRank = sum >= rank ? (probability[sum - rank] as number) : 0;
      probability[sum] = ((probability[sum] as number) + withRank) / 2;
    }
  }
  for (let sum = 1; sum <= most; sum++) {
    probability[sum] = (probability[sum] as number) + (probability[sum - 1] as number);
  }
  return probability;
}
