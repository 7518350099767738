import { median, theilSenInterval } from '@perf-suite/perf-guard/statistics';
import type { Estimate } from '@perf-suite/schema';
import { levelChanges } from '../segmentation/level-changes.js';
import { noiseScale } from '../segmentation/noise-scale.js';

/** A series at uneven times: signed logs, higher is worse, with their errors. */
export interface TimedSeries {
  readonly timesMs: Float64Array;
  readonly values: Float64Array;
  readonly errors: Float64Array;
}

/** When a budget will be exceeded, as far as the past can say. */
export type Forecast =
  | { readonly kind: 'over'; readonly excess: number }
  /** It rises; days from the newest run: `likely`, at the earliest and at the latest (Infinity for never). */
  | {
      readonly kind: 'in';
      readonly days: { readonly likely: number; readonly earliest: number; readonly latest: number };
      readonly slope: Estimate;
    }
  /** Surely not within as many days as the past spans. */
  | { readonly kind: 'not-within'; readonly days: number; readonly slope: Estimate }
  | { readonly kind: 'cannot-tell'; readonly reason: string };

const FEWEST_RUNS = 10;
const FEWEST_DAYS = 3;
/** Newest runs that the slope is taken of: older ones hardly move it, and cost their square. */
const MOST_RUNS = 400;
const LATEST_RUNS = 5;
const DAY_MS = 86_400_000;
/** A rise that takes longer than this many times the past is not told from none. */
const FURTHEST = 1;

/**
 * Returns when the level will exceed a budget if it goes on as since its last step: by the median slope
 * over all pairs of runs (Theil-Sen) with its 95 % interval. It says that it cannot tell where there are
 * too few runs, or where the interval holds both a slope that reaches the budget soon and one that never
 * does. Looks no further ahead than it can look back.
 * @param budget the log that must not be exceeded
 */
export function forecast({ timesMs, values, errors }: TimedSeries, budget: number): Forecast {
  if (values.length === 0) return { kind: 'cannot-tell', reason: 'no runs' };
  const steps = levelChanges(
    { values, errors },
    { smallestShift: Math.log1p(0.02), largestPValue: 1e-3, fewestValues: 4 },
  );
  // A creep looks like steps in one direction: only one in the other begins a new level.
  const start = Math.max(startOfTrend(steps), values.length - MOST_RUNS);
  const recent = values.subarray(start);
  const days = Float64Array.from(
    timesMs.subarray(start),
    (time) => (time - (timesMs.at(-1) as number)) / DAY_MS,
  );
  const now = median(recent.subarray(-LATEST_RUNS));
  if (now > budget) return { kind: 'over', excess: Math.expm1(now - budget) };
  const span = -(days[0] as number);
  if (recent.length < FEWEST_RUNS || span < FEWEST_DAYS) {
    return {
      kind: 'cannot-tell',
      reason: `${recent.length} runs over ${span.toFixed(1)} days since the last step, ${FEWEST_RUNS} over ${FEWEST_DAYS} are needed`,
    };
  }
  const slope = theilSenInterval(recent, days, 0.95);
  if (slope === null) return { kind: 'cannot-tell', reason: 'all runs started at the same time' };
  // The level itself is known only to within the noise of the newest runs.
  const unsure = (1.25 * noiseScale({ values, errors })) / Math.sqrt(LATEST_RUNS);
  const reach = (rate: number, level: number): number =>
    rate <= 0 ? Number.POSITIVE_INFINITY : Math.max(0, (budget - level) / rate);
  const reached = {
    likely: reach(slope.point, now),
    earliest: reach(slope.upper, now + unsure),
    latest: reach(slope.lower, now - unsure),
  };
  if (reached.earliest > FURTHEST * span) return { kind: 'not-within', days: FURTHEST * span, slope };
  if (slope.lower <= 0) {
    return {
      kind: 'cannot-tell',
      reason: `the trend may be none: at the earliest in ${Math.round(reached.earliest)} days, at the latest never`,
    };
  }
  return { kind: 'in', days: reached, slope };
}

function startOfTrend(steps: readonly { readonly at: number; readonly shift: Estimate }[]): number {
  const last = steps.at(-1);
  if (last === undefined) return 0;
  const isRising = last.shift.point > 0;
  const turn = steps.findLast(({ shift }) => shift.point > 0 !== isRising);
  // One step is a step; several in one direction are a trend.
  const inDirection = steps.filter(({ at }) => at > (turn?.at ?? -1));
  return inDirection.length > 1 && isRising ? (turn?.at ?? 0) : last.at;
}
