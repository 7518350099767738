import { mean, medianSorted, sampleVariance } from 'simple-statistics';
import { student975 } from '../student-t.js';

export function median(numbers: readonly number[]): number {
  return medianSorted([...numbers].sort((a, b) => a - b));
}

/**
 * Returns Hodges and Lehmann's estimate of the centre: the median of the means of all pairs, each number
 * with itself included. It is nearly as precise as the mean, and an outlier moves it no further than a median.
 */
export function hodgesLehmann(numbers: readonly number[]): number {
  return median(numbers.flatMap((one, i) => numbers.slice(i).map((other) => (one + other) / 2)));
}

/**
 * Returns whether two samples differ by more than their own spread explains, by Welch's t-test at 5 %:
 * of samples with the same centre, about one in twenty does. Both need two numbers or more.
 */
export function differsByWelch(one: readonly number[], other: readonly number[]): boolean {
  const parts = [one, other].map((sample) => ({
    error: sampleVariance([...sample]) / sample.length,
    freedom: sample.length - 1,
  }));
  const error = parts.reduce((sum, part) => sum + part.error, 0);
  const difference = Math.abs(mean([...one]) - mean([...other]));
  if (error === 0) return difference > 0;
  const freedom = error ** 2 / parts.reduce((sum, part) => sum + part.error ** 2 / part.freedom, 0);
  return difference > student975(freedom) * Math.sqrt(error);
}
