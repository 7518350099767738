import {
  type LiveEvent,
  type LiveEventOf,
  quantileOfSorted,
  runAfter,
  runAtStart,
  withBenchmark,
} from '@perf-suite/schema';
import { type BenchmarkModel, EMPTY_RUN, type RunModel } from './run-model.js';
import { SampleSeries, type Stretch } from './sample-series.js';

/** Samples kept exactly over all benchmarks: 2 M x 8 bytes, a bound that a phone can bear. */
const KEPT_SAMPLES = 2 ** 21;
const MOST_KEPT_OF_ONE = 2 ** 16;
const FEWEST_KEPT_OF_ONE = 2 ** 12;

/**
 * Returns the run as it is after an event. Nothing of the earlier model changes but its sample
 * series, which grow in place: copying them for each batch would cost more than drawing them.
 */
export function reduceEvent(run: RunModel, event: LiveEvent): RunModel {
  if (event.type === 'run-started') {
    const gaps = run.started === null ? run.earlyGaps : [];
    return gaps.reduce((after, gap) => noteMissed(after, gap.benchmark, gap.sampleCount), startRun(event));
  }
  const next: RunModel = runAfter(run, event);
  if (event.type === 'samples')
    return withBenchmark(next, event.benchmark, (benchmark) => addSamples(benchmark, event));
  if (event.type !== 'benchmark-measured' || event.base === null) return next;
  return withBenchmark(next, event.benchmark, (benchmark) => ({
    rounds: benchmark.rounds.map((round) =>
      round.round === event.round
        ? { ...round, pairSpeedupRatio: pairSpeedup(benchmark, event.round) }
        : round,
    ),
  }));
}

/**
 * Returns the run with samples that the stream announced as not coming.
 * @param sampleCount null when the server does not know any more how many they were
 */
export function noteMissed(run: RunModel, benchmark: number, sampleCount: number | null): RunModel {
  if (run.started === null) return { ...run, earlyGaps: [...run.earlyGaps, { benchmark, sampleCount }] };
  return withBenchmark(run, benchmark, (model) => ({
    missedCount: model.missedCount + (sampleCount ?? 0),
    missedUncounted: model.missedUncounted || sampleCount === null,
  }));
}

/** Returns the run of a fresh snapshot, with the samples that are already here if it is the same run. */
export function keepSamples(fresh: RunModel, known: RunModel): RunModel {
  if (fresh.started === null || fresh.started.run !== known.started?.run) return fresh;
  const benchmarks = fresh.benchmarks.map((benchmark, index) => {
    const earlier = known.benchmarks[index];
    if (earlier === undefined || earlier.id !== benchmark.id) return benchmark;
    const { series, sampleCount, missedCount, missedUncounted } = earlier;
    return { ...benchmark, series, sampleCount, missedCount, missedUncounted };
  });
  return { ...fresh, benchmarks };
}

function startRun(started: LiveEventOf<'run-started'>): RunModel {
  const run = runAtStart(started);
  const seriesCount = Math.max(1, run.benchmarks.length) * (started.mode === 'paired' ? 2 : 1);
  const share = 2 ** Math.floor(Math.log2(KEPT_SAMPLES / seriesCount));
  const kept = Math.max(FEWEST_KEPT_OF_ONE, Math.min(MOST_KEPT_OF_ONE, share));
  return {
    ...EMPTY_RUN,
    ...run,
    benchmarks: run.benchmarks.map((benchmark) => ({
      ...benchmark,
      series: { base: new SampleSeries(kept), head: new SampleSeries(kept) },
      sampleCount: 0,
      missedCount: 0,
      missedUncounted: false,
    })),
  };
}

function addSamples(
  benchmark: BenchmarkModel,
  event: LiveEventOf<'samples'>,
): Pick<BenchmarkModel, 'sampleCount'> {
  const series = benchmark.series[event.variant];
  const before = series.count;
  series.append(event);
  return { sampleCount: benchmark.sampleCount + series.count - before };
}

/** Returns the median of base / head over the pairs of a round, or null when not all of them are here. */
function pairSpeedup(benchmark: BenchmarkModel, round: number): number | null {
  const { base, head } = benchmark.series;
  const wholeRound = (stretch: Stretch) => stretch.round === round && stretch.first === 0;
  const baseStretch = base.stretches.findLast(wholeRound);
  const headStretch = head.stretches.findLast(wholeRound);
  if (baseStretch === undefined || headStretch === undefined) return null;
  if (baseStretch.count !== headStretch.count || baseStretch.count === 0) return null;
  const ratios = new Float64Array(baseStretch.count);
  for (let i = 0; i < ratios.length; i++) {
    const baseNs = base.at(baseStretch.start + i);
    const headNs = head.at(headStretch.start + i);
    if (baseNs === undefined || headNs === undefined || headNs === 0) return null;
    ratios[i] = baseNs / headNs;
  }
  return quantileOfSorted(ratios.sort(), 0.5);
}
