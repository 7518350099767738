import { quantileOfSorted } from '@perf-suite/schema';
import type { ImportedPoint } from './importer.js';
import type { Meaning } from './units.js';

/** Fewer samples say nothing of a tail; the same as for the run files of perf-suite. */
const FEWEST_SAMPLES_FOR_P95 = 100;

interface Named {
  readonly at: string;
  readonly benchmark: string;
  readonly meaning: Meaning;
}

/** Returns the point of a benchmark of which only a summary is known, in the unit of the file. */
export function pointOfSummary(
  { at, benchmark, meaning: { unit, factor, better } }: Named,
  {
    p50,
    p95,
    spread,
  }: {
    readonly p50: number;
    readonly p95?: number | null | undefined;
    readonly spread?: number | null | undefined;
  },
): ImportedPoint {
  const converted = (value: number | null | undefined) =>
    value === null || value === undefined ? null : value * factor;
  return {
    at,
    benchmark,
    unit,
    better,
    p50: p50 * factor,
    p95: converted(p95),
    roundP50: [],
    roundP95: [],
    spread: converted(spread),
  };
}

/**
 * Returns the point of a benchmark whose samples are known by round, in the unit of the file. There is no p95 of
 * fewer than 100 samples, nor of a rate, whose slow tail is at its other end.
 */
export function pointOfRounds(
  { at, benchmark, meaning: { unit, factor, better } }: Named,
  rounds: readonly (readonly number[])[],
): ImportedPoint {
  const filled = rounds.filter(({ length }) => length > 0);
  const quantile = (samples: readonly number[], share: number) =>
    quantileOfSorted(Float64Array.from(samples).sort(), share) * factor;
  const all = filled.flat();
  const hasTail = (samples: readonly number[]) =>
    better === 'lower' && samples.length >= FEWEST_SAMPLES_FOR_P95;
  return {
    at,
    benchmark,
    unit,
    better,
    p50: quantile(all, 0.5),
    p95: hasTail(all) ? quantile(all, 0.95) : null,
    roundP50: filled.map((samples) => quantile(samples, 0.5)),
    roundP95: filled.every(hasTail) ? filled.map((samples) => quantile(samples, 0.95)) : [],
    spread: null,
  };
}
