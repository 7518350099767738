/** Fewer rounds say nothing about their spread. */
const FEWEST_ROUNDS = 3;

/** Rounds are sorted in one place: a history has millions of them, a few at a time. */
let scratch = new Float64Array(64);

/** Returns the median of a run's rounds; NaN of none. */
export function medianOfRounds(rounds: readonly number[]): number {
  return quantileOfSorted(sorted(rounds), 0.5);
}

/**
 * Returns the standard error of the log of the rounds' median: 1.25 deviations / sqrt(rounds), with the
 * interquartile range as the deviation, because some rounds of a run on a busy machine are wild. 0 where
 * there are fewer than 3 rounds, or values that have no logarithm.
 */
export function errorOfRounds(rounds: readonly number[]): number {
  if (rounds.length < FEWEST_ROUNDS) return 0;
  const values = sorted(rounds);
  const range = Math.log(quantileOfSorted(values, 0.75) / quantileOfSorted(values, 0.25));
  return Number.isFinite(range) ? (1.25 * range) / Math.sqrt(rounds.length) : 0;
}

/** The result is good until the next call. */
function sorted(rounds: readonly number[]): Float64Array {
  if (rounds.length > scratch.length) scratch = new Float64Array(2 * rounds.length);
  const values = scratch.subarray(0, rounds.length);
  values.set(rounds);
  return values.sort();
}

/** As `quantile` of perf-guard's statistics, which has to look for the values in an unsorted list. */
function quantileOfSorted(values: Float64Array, p: number): number {
  const position = (values.length - 1) * p;
  const below = Math.floor(position);
  const lower = values[below] ?? Number.NaN;
  if (position === below) return lower;
  return lower + (position - below) * ((values[below + 1] as number) - lower);
}
