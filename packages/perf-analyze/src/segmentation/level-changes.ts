import { mannWhitney, median, quantile, shiftBetween } from '@perf-suite/perf-guard/statistics';
import type { Estimate } from '@perf-suite/schema';
import { segmentByBoundedLoss } from './bounded-loss.js';
import { certainValues } from './levels-of.js';
import { deviationsOf, type Measured } from './noise-scale.js';

/** What a change of level has to show. */
export interface LevelOptions {
  /** Smallest shift that counts, in the values' unit. */
  readonly smallestShift: number;
  /** Largest p-value (Mann-Whitney) between the values before and after. */
  readonly largestPValue: number;
  /** Fewest values before and after. */
  readonly fewestValues: number;
  /** Boundaries that are known already: only values behind the last of them are searched. */
  readonly known?: readonly number[];
}

/** A place at which the level changes. */
export interface LevelChange {
  /** Index of the first value behind it. */
  readonly at: number;
  /** By how much the level rises, in the values' unit, with its 95 % interval. */
  readonly shift: Estimate;
  readonly pValue: number;
}

interface Tested extends LevelChange {
  /** By how much the best values rise: those that were disturbed least. */
  readonly bestShift: number;
}

/** In standard deviations: values further from the level count as this far. */
export const BOUND = 3;
/** What a boundary has to save, in variances, times ln n. */
const PENALTY = 4;
/** Values on each side that a boundary is tested with: the nearest. */
const MOST_TESTED = 100;
const CONFIDENCE = 0.95;
/** A change of level also moves the values that were disturbed least, by at least this share of it; more disturbance does not. */
export const LEAST_OF_BEST = 0.5;
/** Quantile of the values that were disturbed least. */
export const BEST = 0.25;

interface Weighed extends Measured {
  readonly deviations: Float64Array;
}

/**
 * Returns the places at which a series changes its level: the best segmentation by bounded loss, in which
 * each value counts by how certain it is; of its boundaries those are dropped, weakest first, that have
 * too few values, too small a shift or too little evidence. See docs/decisions/041.
 */
export function levelChanges(measured: Measured, options: LevelOptions): LevelChange[] {
  const series = { ...measured, deviations: deviationsOf(measured) };
  const kept = dropWeak(series, candidateBoundaries(series, options.known ?? []), options);
  // What was dropped may have held a neighbour in a place that is not its best.
  const moved: number[] = [];
  kept.forEach(({ at }, i) => {
    const range = { from: moved[i - 1] ?? 0, to: kept[i + 1]?.at ?? series.values.length };
    moved.push(bestBoundary(series, range, at, options.fewestValues));
  });
  return moved.some((at, i) => at !== kept[i]?.at) ? dropWeak(series, moved, options) : kept;
}

/** Returns candidates: the known ones, and those that the best segmentation of the rest has. */
function candidateBoundaries({ values, deviations }: Weighed, known: readonly number[]): number[] {
  const start = known.at(-1) ?? 0;
  const penalty = PENALTY * Math.log(values.length);
  const found = segmentByBoundedLoss(values.subarray(start), deviations.subarray(start), {
    bound: BOUND,
    penalty,
  });
  return [...known, ...found.map((at) => at + start)];
}

function dropWeak(series: Weighed, candidates: readonly number[], options: LevelOptions): Tested[] {
  const boundaries = [...candidates];
  const tested = boundaries.map((_, i) => testBoundary(series, boundaries, i));
  for (;;) {
    const weakest = weakestOf(tested, boundaries, series.values.length, options);
    if (weakest === -1) return tested;
    boundaries.splice(weakest, 1);
    tested.splice(weakest, 1);
    for (const i of [weakest - 1, weakest]) {
      if (i >= 0 && i < boundaries.length) tested[i] = testBoundary(series, boundaries, i);
    }
  }
}

/** Returns the index of the boundary to drop first: of too short segments the smaller shift, else the largest p-value. */
function weakestOf(
  tested: readonly Tested[],
  boundaries: readonly number[],
  length: number,
  { smallestShift, largestPValue, fewestValues }: LevelOptions,
): number {
  let weakest = -1;
  let weakness = 0;
  tested.forEach((one, i) => {
    const size = Math.abs(one.shift.point);
    const before = one.at - (boundaries[i - 1] ?? 0);
    const after = (boundaries[i + 1] ?? length) - one.at;
    const tooShort = Math.min(before, after) < fewestValues;
    const tooSmall = size < smallestShift || one.bestShift / one.shift.point < LEAST_OF_BEST;
    const fails = tooShort || tooSmall || one.pValue >= largestPValue;
    const rank = tooShort ? 2 + 1 / (1 + size) : one.pValue + (tooSmall ? 1 / (1 + size) : 0);
    if (fails && (weakest === -1 || rank > weakness)) {
      weakest = i;
      weakness = rank;
    }
  });
  return weakest;
}

function testBoundary({ values, deviations }: Weighed, boundaries: readonly number[], index: number): Tested {
  const at = boundaries[index] as number;
  const from = Math.max(boundaries[index - 1] ?? 0, at - MOST_TESTED);
  const to = Math.min(boundaries[index + 1] ?? values.length, at + MOST_TESTED);
  const before = certainValues(values, deviations, from, at);
  const after = certainValues(values, deviations, at, to);
  const shift = shiftBetween(before, after, CONFIDENCE) as Estimate;
  const bestShift = quantile(after, BEST) - quantile(before, BEST);
  return { at, shift, pValue: mannWhitney(before, after), bestShift };
}

/** Returns the boundary between two others that fits best, given the levels on both sides of the current one. */
function bestBoundary(
  series: Weighed,
  { from, to }: { readonly from: number; readonly to: number },
  current: number,
  fewest: number,
): number {
  const { values, deviations } = series;
  const before = median(certainValues(values, deviations, from, current));
  const after = median(certainValues(values, deviations, current, to));
  let best = current;
  let least = 0;
  // Costs relative to that of the current boundary: moving it over a value exchanges that value's loss.
  for (let at = current, cost = 0; at > from + fewest; at--) {
    cost += boundedLoss(series, at - 1, after) - boundedLoss(series, at - 1, before);
    if (cost < least) [best, least] = [at - 1, cost];
  }
  for (let at = current, cost = 0; at < to - fewest; at++) {
    cost += boundedLoss(series, at, before) - boundedLoss(series, at, after);
    if (cost < least) [best, least] = [at + 1, cost];
  }
  return best;
}

/** Returns how far a value lies from a level, in its deviations, squared and bounded. */
export function boundedLoss(
  { values, deviations }: { readonly values: Float64Array; readonly deviations: Float64Array },
  index: number,
  level: number,
): number {
  const distance = ((values[index] as number) - level) / (deviations[index] as number);
  return Math.min(distance * distance, BOUND * BOUND);
}
