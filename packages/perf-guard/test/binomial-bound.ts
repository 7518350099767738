/** Returns the count that a binomial exceeds with probability below 1e-3. */
export function binomialBound(trials: number, probability: number): number {
  let term = (1 - probability) ** trials;
  let cumulative = term;
  let count = 0;
  while (cumulative < 1 - 1e-3) {
    term *= ((trials - count) / (count + 1)) * (probability / (1 - probability));
    cumulative += term;
    count++;
  }
  return count;
}
