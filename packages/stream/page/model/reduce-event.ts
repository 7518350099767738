import { type LiveEvent, type LiveEventOf, quantileOfSorted } from '@perf-suite/schema';
import { type BenchmarkModel, EMPTY_RUN, type RoundModel, type RunModel } from './run-model.js';
import { SampleSeries, type Stretch } from './sample-series.js';

/** Samples kept exactly over all benchmarks: 2 M x 8 bytes, a bound that a phone can bear. */
const KEPT_SAMPLES = 2 ** 21;
const MOST_KEPT_OF_ONE = 2 ** 16;
const FEWEST_KEPT_OF_ONE = 2 ** 12;
const MOST_READINGS = 2000;

/**
 * Returns the run as it is after an event. Nothing of the earlier model changes but its sample
 * series, which grow in place: copying them for each batch would cost more than drawing them.
 */
export function reduceEvent(run: RunModel, event: LiveEvent): RunModel {
  if (event.type === 'run-started') {
    const gaps = run.started === null ? run.earlyGaps : [];
    return gaps.reduce((told, gap) => noteMissed(told, gap.benchmark, gap.sampleCount), startRun(event));
  }
  const elapsedMs = Math.max(run.elapsedMs, event.t);
  const next: RunModel = elapsedMs === run.elapsedMs ? run : { ...run, elapsedMs };
  switch (event.type) {
    case 'round-started':
      return { ...next, round: event.round };
    case 'benchmark-started':
      return startBenchmark(next, event);
    case 'samples':
      return changeBenchmark(next, event.benchmark, (benchmark) => addSamples(benchmark, event));
    case 'benchmark-measured':
      return changeBenchmark(next, event.benchmark, (benchmark) => ({
        ...benchmark,
        state: benchmark.state === 'measuring' ? 'pausing' : benchmark.state,
        rounds: withRound(benchmark, event),
      }));
    case 'comparison':
      return changeBenchmark(next, event.benchmark, (benchmark) => ({
        ...benchmark,
        comparison: event.state,
        looks: [
          ...benchmark.looks.filter((look) => look.look < event.look),
          { look: event.look, rounds: event.rounds, speedup: event.speedup },
        ],
      }));
    case 'benchmark-finished':
      return finishBenchmark(next, event);
    case 'verdict':
      return changeBenchmark(next, event.benchmark, (benchmark) => ({ ...benchmark, decision: event }));
    case 'warning':
      return addWarning(next, event);
    case 'resources':
      return addReading(next, event);
    case 'run-finished':
      return { ...next, phase: 'finished', finished: event, current: null };
    default:
      return next;
  }
}

/**
 * Returns the run with samples that the stream announced as not coming.
 * @param sampleCount null when the server does not know any more how many they were
 */
export function noteMissed(run: RunModel, benchmark: number, sampleCount: number | null): RunModel {
  if (run.started === null) return { ...run, earlyGaps: [...run.earlyGaps, { benchmark, sampleCount }] };
  return changeBenchmark(run, benchmark, (model) => ({
    ...model,
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
  const seriesCount = Math.max(1, started.benchmarks.length) * (started.mode === 'paired' ? 2 : 1);
  const share = 2 ** Math.floor(Math.log2(KEPT_SAMPLES / seriesCount));
  const kept = Math.max(FEWEST_KEPT_OF_ONE, Math.min(MOST_KEPT_OF_ONE, share));
  return {
    ...EMPTY_RUN,
    phase: 'running',
    started,
    benchmarks: started.benchmarks.map((benchmark, index) => ({
      ...benchmark,
      index,
      state: 'waiting',
      batchSize: null,
      series: { base: new SampleSeries(kept), head: new SampleSeries(kept) },
      sampleCount: 0,
      missedCount: 0,
      missedUncounted: false,
      rounds: [],
      looks: [],
      comparison: null,
      final: null,
      decision: null,
      failure: null,
      warnings: [],
    })),
  };
}

function changeBenchmark(
  run: RunModel,
  index: number,
  change: (benchmark: BenchmarkModel) => BenchmarkModel,
): RunModel {
  const benchmark = run.benchmarks[index];
  // A newer server may name a benchmark that this page was not told of: nothing to draw it on.
  if (benchmark === undefined) return run;
  const benchmarks = run.benchmarks.slice();
  benchmarks[index] = change(benchmark);
  return { ...run, benchmarks };
}

function startBenchmark(run: RunModel, event: LiveEventOf<'benchmark-started'>): RunModel {
  const started = changeBenchmark(run, event.benchmark, (benchmark) => ({
    ...benchmark,
    state: 'measuring',
    batchSize: event.batchSize,
  }));
  return {
    ...started,
    current: event.benchmark,
    round: event.round,
    measuringSinceMs: run.measuringSinceMs ?? event.t,
  };
}

function addSamples(benchmark: BenchmarkModel, event: LiveEventOf<'samples'>): BenchmarkModel {
  const series = benchmark.series[event.variant];
  const before = series.count;
  series.append(event);
  return { ...benchmark, sampleCount: benchmark.sampleCount + series.count - before };
}

function withRound(benchmark: BenchmarkModel, event: LiveEventOf<'benchmark-measured'>): RoundModel[] {
  const { round, head, base, memory, noiseRatio } = event;
  const pairSpeedupRatio = base === null ? null : pairSpeedup(benchmark, round);
  const measured: RoundModel = { round, head, base, pairSpeedupRatio, memory, noiseRatio };
  return [...benchmark.rounds.filter((other) => other.round !== round), measured];
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

function finishBenchmark(run: RunModel, event: LiveEventOf<'benchmark-finished'>): RunModel {
  const finished = changeBenchmark(run, event.benchmark, (benchmark) => ({
    ...benchmark,
    state: event.failure === null ? 'finished' : 'failed',
    final: { head: event.head, base: event.base },
    failure: event.failure,
  }));
  return run.current === event.benchmark ? { ...finished, current: null } : finished;
}

function addWarning(run: RunModel, event: LiveEventOf<'warning'>): RunModel {
  if (event.benchmark === null) return { ...run, warnings: [...run.warnings, event.warning] };
  return changeBenchmark(run, event.benchmark, (benchmark) => ({
    ...benchmark,
    warnings: [...benchmark.warnings, event.warning],
  }));
}

function addReading(run: RunModel, event: LiveEventOf<'resources'>): RunModel {
  const readings = [...run.resources[event.process], event].slice(-MOST_READINGS);
  return { ...run, resources: { ...run.resources, [event.process]: readings } };
}
