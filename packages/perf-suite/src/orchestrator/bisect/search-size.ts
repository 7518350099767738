/**
 * How many comparisons a search may need, and what each may spend of the error that the whole of it is held to.
 */

/** How many commits of a search may stay open; with one more it ends, and names the range. */
export const MOST_OPEN = 3;

/**
 * Returns the most comparisons that a search of so many commits can need: the bad end with the good one; one for each
 * time that the commits between them are halved; those that stay open, each of which another commit stands in for; and
 * the commit that was found with the one before it.
 * @param commitCount commits after the good end, with the bad end: 1 or more
 */
export function mostComparisons(commitCount: number): number {
  // The one commit is the bad end itself.
  if (commitCount === 1) return 1;
  const halvings = Math.floor(Math.log2(commitCount - 1)) + 1;
  return 1 + halvings + Math.min(MOST_OPEN + 1, commitCount - 1) + 1;
}

/** Shares an error among searches whose number nobody knows beforehand: half for the first, half of the rest for each next one. */
export class ErrorShares {
  #left: number;

  constructor(errorRate: number) {
    this.#left = errorRate;
  }

  /** Returns what each comparison of the next search may spend. */
  next(commitCount: number): number {
    this.#left /= 2;
    return this.#left / mostComparisons(commitCount);
  }
}
