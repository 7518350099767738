import { quantile, spearmanWithPosition } from '@perf-suite/perf-guard/statistics';
import type { Estimate } from '@perf-suite/schema';
import { BEST, BOUND, LEAST_OF_BEST, type LevelChange } from '../segmentation/level-changes.js';
import { levelsAround } from '../segmentation/levels-of.js';
import { WeightedSums } from './weighted-sums.js';

/** A level that rises or falls steadily, by steps too small to be seen one by one. */
export interface Creep {
  /** Index of the last value at the old level, and of the first at the new one. */
  readonly from: number;
  readonly to: number;
  /** From the one level to the other, in the values' unit. */
  readonly rise: Estimate;
  readonly pValue: number;
  /** The changes of level that it takes the place of: none, or neighbours. */
  readonly first: number;
  readonly count: number;
}

/** Values, and the standard deviation of each around its level. */
interface Weighed {
  readonly values: Float64Array;
  readonly deviations: Float64Array;
}

/** The values that are fitted, and those that were measured. */
interface Tamed extends Weighed {
  readonly measured: Float64Array;
}

/** Fewer values than this are a step, however they lie. */
const SHORTEST = 40;
const KNOTS = 40;
/** What a step has to save, times ln n, as in the search; and a creep, which has one parameter more. */
const STEP_PENALTY = 4;
const CREEP_PENALTY = 8;
const LARGEST_P_VALUE = 1e-4;
const SMOOTHED = 7;
const Z = 1.96;

/**
 * Returns the creeps of a series: stretches in which a straight rise between two levels fits better than
 * the steps that were found there, or than no change. Steps on one creep have the same direction.
 */
export function findCreeps(series: Weighed, changes: readonly LevelChange[], smallestRise: number): Creep[] {
  const tamed = withoutWildValues(series);
  const creeps: Creep[] = [];
  for (let first = 0; first <= changes.length; ) {
    const found = creepFrom(tamed, changes, first, smallestRise);
    if (found === null) first += 1;
    else {
      creeps.push(found);
      first += Math.max(1, found.count + (found.count > 0 ? 1 : 0));
    }
  }
  return creeps;
}

/** Returns the creep that explains most of: the segment before change `first`, or changes from it on. */
function creepFrom(
  { values, deviations, measured }: Tamed,
  changes: readonly LevelChange[],
  first: number,
  smallestRise: number,
): Creep | null {
  const start = changes[first - 1]?.at ?? 0;
  let best: { creep: Creep; saved: number } | null = null;
  for (let count = 0; first + count <= changes.length; count++) {
    const replaced = changes.slice(first, first + count);
    if (replaced.some(({ shift }) => shift.point > 0 !== (replaced[0] as LevelChange).shift.point > 0)) break;
    const end = changes[first + count]?.at ?? values.length;
    const boundaries = replaced.map(({ at }) => at - start);
    const stretch = {
      values: values.subarray(start, end),
      deviations: deviations.subarray(start, end),
      measured: measured.subarray(start, end),
    };
    const fitted = creepWithin(stretch, boundaries, Math.log(values.length), smallestRise);
    if (fitted === null || (best !== null && fitted.saved <= best.saved)) continue;
    const { from, to, rise, pValue, saved } = fitted;
    best = { creep: { from: from + start, to: to + start, rise, pValue, first, count }, saved };
  }
  return best?.creep ?? null;
}

interface Fitted extends Pick<Creep, 'from' | 'to' | 'rise' | 'pValue'> {
  readonly saved: number;
}

function creepWithin(
  { values, deviations, measured }: Tamed,
  boundaries: readonly number[],
  penaltyUnit: number,
  smallestRise: number,
): Fitted | null {
  if (values.length < SHORTEST) return null;
  const sums = new WeightedSums(values, deviations);
  const steps = stepsLoss(sums, boundaries) + STEP_PENALTY * penaltyUnit * boundaries.length;
  const ramp = bestRamp(sums);
  const saved = steps - ramp.loss - CREEP_PENALTY * penaltyUnit;
  if (saved <= 0 || Math.abs(ramp.rise) < smallestRise) return null;
  // As a step does: more disturbance, or a second mode, leaves the best values where they were.
  const quarter = Math.ceil((ramp.to - ramp.from) / 4);
  const bestRise =
    quantile(measured.subarray(ramp.to - quarter), BEST) -
    quantile(measured.subarray(0, ramp.from + quarter), BEST);
  if (bestRise / ramp.rise < LEAST_OF_BEST) return null;
  const trend = spearmanWithPosition(values.subarray(ramp.from, ramp.to));
  if (trend === null || trend.pValue > LARGEST_P_VALUE) return null;
  const half = (Z * Math.max(1, Math.sqrt(ramp.loss / values.length))) / Math.sqrt(ramp.weight);
  const rise = { point: ramp.rise, lower: ramp.rise - half, upper: ramp.rise + half, confidence: 0.95 };
  return { from: ramp.from, to: Math.min(ramp.to, values.length - 1), rise, pValue: trend.pValue, saved };
}

interface Ramp {
  readonly from: number;
  readonly to: number;
  readonly rise: number;
  readonly loss: number;
  /** Weighted sum of squares of the ramp around its mean: one over the rise's variance. */
  readonly weight: number;
}

/** Returns the best fit of: one level up to `from`, a straight line, another level from `to` on. */
function bestRamp(sums: WeightedSums): Ramp {
  const n = sums.length;
  const step = Math.max(1, Math.floor(n / KNOTS));
  let best: Ramp = { from: 0, to: n - 1, rise: 0, loss: Number.POSITIVE_INFINITY, weight: 1 };
  for (let from = 0; from + SHORTEST - 1 < n; from += step) {
    for (let to = n - 1; to - from >= SHORTEST - 1; to -= step) {
      const ramp = fitRamp(sums, from, to);
      if (ramp.loss < best.loss) best = ramp;
    }
  }
  return best;
}

/** Weighted least squares of the values on a ramp that is 0 up to `from` and 1 from `to` on. */
function fitRamp(sums: WeightedSums, from: number, to: number): Ramp {
  const n = sums.length;
  const length = to - from;
  const inside = sums.between(from, to + 1);
  const behind = sums.between(to + 1, n);
  const all = sums.between(0, n);
  // Of the ramp (k - from) / length inside, its square, and its products with the values.
  const sumRamp = (inside.position - from * inside.weight) / length + behind.weight;
  const squares = inside.positionSquared - 2 * from * inside.position + from * from * inside.weight;
  const sumSquares = squares / (length * length) + behind.weight;
  const products = (inside.positionValue - from * inside.value) / length + behind.value;
  const weight = sumSquares - (sumRamp * sumRamp) / all.weight;
  const covariance = products - (sumRamp * all.value) / all.weight;
  const rise = covariance / weight;
  const loss = all.valueSquared - (all.value * all.value) / all.weight - rise * covariance;
  return { from, to, rise, loss, weight };
}

function stepsLoss(sums: WeightedSums, boundaries: readonly number[]): number {
  let loss = 0;
  let start = 0;
  for (const end of [...boundaries, sums.length]) {
    const { weight, value, valueSquared } = sums.between(start, end);
    loss += valueSquared - (value * value) / weight;
    start = end;
  }
  return loss;
}

/** Returns the values, each at most so far from the level of its neighbourhood: least squares take no wild values. */
function withoutWildValues({ values, deviations }: Weighed): Tamed {
  const levels = levelsAround(values, deviations, SMOOTHED);
  const tamed = values.map((value, i) => {
    const level = levels[i] as number;
    const most = BOUND * (deviations[i] as number);
    return Math.min(level + most, Math.max(level - most, value));
  });
  return { values: tamed, deviations, measured: values };
}
