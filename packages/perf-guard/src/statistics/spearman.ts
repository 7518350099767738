import { studentTUpperTail } from './student-t.js';

/**
 * Returns the rank correlation of the values with their position (-1 falling to 1 rising) and the
 * two-sided p-value by Student's t with n - 2 degrees of freedom; null with fewer than 3 values or
 * all equal. Source: `scipy.stats.spearmanr(range(n), values)`.
 */
export function spearmanWithPosition(values: ArrayLike<number>): { rho: number; pValue: number } | null {
  const n = values.length;
  if (n < 3) return null;
  const ranks = midRanks(values);
  const centre = (n + 1) / 2;
  let products = 0;
  let rankSquares = 0;
  let positionSquares = 0;
  for (let i = 0; i < n; i++) {
    const rank = (ranks[i] as number) - centre;
    const position = i + 1 - centre;
    products += rank * position;
    rankSquares += rank * rank;
    positionSquares += position * position;
  }
  if (rankSquares === 0) return null;
  const rho = products / Math.sqrt(rankSquares * positionSquares);
  if (Math.abs(rho) >= 1 - 1e-12) return { rho: Math.sign(rho), pValue: 0 };
  const t = Math.abs(rho) * Math.sqrt((n - 2) / (1 - rho * rho));
  return { rho, pValue: 2 * studentTUpperTail(t, n - 2) };
}

/** Returns each value's rank from 1, ties sharing the mean of theirs. */
function midRanks(values: ArrayLike<number>): Float64Array {
  const order = Array.from(values, (_, i) => i).sort((a, b) => (values[a] as number) - (values[b] as number));
  const ranks = new Float64Array(values.length);
  for (let start = 0; start < order.length; ) {
    let end = start + 1;
    while (end < order.length && values[order[end] as number] === values[order[start] as number]) end++;
    for (let i = start; i < end; i++) ranks[order[i] as number] = (start + 1 + end) / 2;
    start = end;
  }
  return ranks;
}
