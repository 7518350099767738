/** The smallest change that a run of so many rounds would find here. */
export interface VisibleChange {
  readonly rounds: number;
  /** For code as noisy as the median reference benchmark, as a ratio. */
  readonly typicalRatio: number;
  /** For code as noisy as the worst reference benchmark. */
  readonly worstRatio: number;
}

/**
 * How many times the spread between rounds a change must be so that the judge finds it in at least 4
 * of 5 runs by then, in a suite of up to 20 benchmarks, with Gaussian spread. Found by simulation with
 * the judge itself, over its interim analyses at 8, 14 and 24 rounds (the one at 6 finds no change); visible-change.test.ts repeats it.
 */
const SPREADS_BY_ROUNDS = [
  { rounds: 8, spreadCount: 2.6 },
  { rounds: 14, spreadCount: 1.55 },
  { rounds: 24, spreadCount: 1.1 },
] as const;

/** Four of five normally distributed values lie above -0.84 standard deviations. */
const FOUR_OF_FIVE = 0.84;

/**
 * Returns for each interim analysis the smallest slowdown found in at least 4 of 5 runs.
 * @param spreadRatios each reference benchmark's spread between rounds
 * @param minimumEffect changes whose point estimate is below this never count
 */
export function visibleChanges(spreadRatios: readonly number[], minimumEffect: number): VisibleChange[] {
  const sorted = [...spreadRatios].sort((a, b) => a - b);
  const typical = sorted[sorted.length >> 1] ?? 0;
  const worst = sorted.at(-1) ?? 0;
  return SPREADS_BY_ROUNDS.map(({ rounds, spreadCount }) => {
    const visible = (spread: number): number =>
      Math.max(spreadCount * spread, minimumEffect + (FOUR_OF_FIVE * spread) / Math.sqrt(rounds));
    return { rounds, typicalRatio: visible(typical), worstRatio: visible(worst) };
  });
}
