import type { Variant } from '@perf-suite/schema';
import type { BenchmarkModel } from './run-model.js';
import type { SampleSeries } from './sample-series.js';

export const VARIANTS: readonly Variant[] = ['base', 'head'];

/** Up to so many samples are counted one by one; more are read from the histogram, to within 0.01 %. */
const MOST_COUNTED = 2 ** 16;

export interface TimeRange {
  readonly lowNs: number;
  readonly highNs: number;
}

/** One value for each variant at each point; null for a variant without samples. */
export interface Curves {
  readonly timesNs: readonly number[];
  readonly base: readonly number[] | null;
  readonly head: readonly number[] | null;
}

/**
 * Returns the times between which a variant's bulk lies: 0.2 % to 98.5 %, but no further from the
 * middle than four times the width of the middle 80 %, so that a long tail does not flatten the rest.
 */
export function bulkOf({ histogram }: SampleSeries): TimeRange | null {
  if (histogram.count === 0) return null;
  const [q002, q10, q90, q985] = histogram.quantiles([0.002, 0.1, 0.9, 0.985]) as [
    number,
    number,
    number,
    number,
  ];
  const reachNs = 2.5 * (q90 - q10);
  return { lowNs: Math.max(q002, q10 - reachNs), highNs: Math.min(q985, q90 + reachNs) };
}

/** Returns the times between which the bulk of both variants lies, or null without samples. */
export function bulkRange(benchmark: BenchmarkModel): TimeRange | null {
  const bulks = VARIANTS.flatMap((variant) => bulkOf(benchmark.series[variant]) ?? []);
  if (bulks.length === 0) return null;
  const lowNs = Math.min(...bulks.map((bulk) => bulk.lowNs));
  const highNs = Math.max(...bulks.map((bulk) => bulk.highNs));
  const marginNs = (highNs - lowNs) * 0.05 || lowNs * 0.001 || 1e-3;
  return { lowNs: Math.max(0, lowNs - marginNs), highNs: highNs + marginNs };
}

/** Returns the share of each variant's samples in equal bins over the range; times are the bins' left edges. */
export function densityCurves(benchmark: BenchmarkModel, range: TimeRange, binCount: number): Curves {
  const { lowNs, highNs } = range;
  const widthNs = (highNs - lowNs) / binCount;
  const countOf = (series: SampleSeries): number[] | null => {
    if (series.count === 0) return null;
    const counts = new Array<number>(binCount).fill(0);
    forEachValue(series, (value, count) => {
      const bin = Math.floor((value - lowNs) / widthNs);
      if (bin >= 0 && bin < binCount) counts[bin] = (counts[bin] as number) + count;
    });
    return counts.map((count) => count / series.count);
  };
  const timesNs = Array.from({ length: binCount }, (_, bin) => lowNs + bin * widthNs);
  const { base, head } = benchmark.series;
  return { timesNs, base: countOf(base), head: countOf(head) };
}

/** Returns for each variant the share of samples at or below each time (the ECDF), over the range. */
export function cumulativeCurves(benchmark: BenchmarkModel, range: TimeRange, pointCount: number): Curves {
  const { lowNs, highNs } = range;
  const stepNs = (highNs - lowNs) / (pointCount - 1);
  const sharesOf = (series: SampleSeries): number[] | null => {
    if (series.count === 0) return null;
    const steps = new Array<number>(pointCount).fill(0);
    forEachValue(series, (value, count) => {
      const point = Math.max(0, Math.ceil((value - lowNs) / stepNs));
      if (point < pointCount) steps[point] = (steps[point] as number) + count;
    });
    let seen = 0;
    return steps.map((count) => {
      seen += count;
      return seen / series.count;
    });
  };
  const timesNs = Array.from({ length: pointCount }, (_, point) => lowNs + point * stepNs);
  const { base, head } = benchmark.series;
  return { timesNs, base: sharesOf(base), head: sharesOf(head) };
}

function forEachValue(series: SampleSeries, visit: (value: number, count: number) => void): void {
  if (series.keptFrom > 0 || series.count > MOST_COUNTED) {
    series.histogram.forEachBin(visit);
    return;
  }
  for (let position = 0; position < series.count; position++) visit(series.at(position) as number, 1);
}
