import {
  baseName,
  EXIT_CODES,
  type LiveEventOf,
  type PairedBenchmark,
  type PairedRound,
  type RunFile,
  type SingleBenchmark,
  type SingleRound,
  statisticsOfSorted,
  unpackDurations,
  type WorkerRecord,
} from '@perf-suite/schema';
import { mergeSorted } from './merge-sorted.js';
import type { RecordedEvent } from './run-recorder.js';

/** The suite's own minimum effect, where neither benchmark nor report names one. */
const DEFAULT_MINIMUM_EFFECT = 0.025;

/**
 * Returns the events that a run file's run sent while it measured, so that finished runs and live
 * ones become the same metrics. Samples the cap left out of the file are not in them.
 * @throws {RangeError} when packed samples do not hold what they say
 */
export function* eventsOfRun(run: RunFile): Generator<RecordedEvent> {
  const durationMs = Math.max(0, Date.parse(run.finishedAt) - Date.parse(run.startedAt));
  yield startOf(run);
  for (const { workers } of run.rounds) for (const worker of workers) yield* resourcesOf(worker);
  for (const [index, benchmark] of run.benchmarks.entries()) {
    yield* eventsOfBenchmark(benchmark, index, durationMs);
    const metrics = run.metrics?.filter((metric) => metric.benchmark === benchmark.id) ?? [];
    if (metrics.length > 0) yield { type: 'metrics', t: durationMs, benchmark: index, metrics };
  }
  for (const warning of run.warnings) yield { type: 'warning', t: durationMs, benchmark: null, warning };
  const failed = run.benchmarks.some(({ failure }) => failure !== null);
  const interrupted = run.state === 'partial' && !failed;
  yield {
    type: 'run-finished',
    t: durationMs,
    state: run.state,
    exitCode: failed ? EXIT_CODES.benchmarkFailed : interrupted ? EXIT_CODES.interrupted : EXIT_CODES.done,
    verdict: null,
    regressedCount: 0,
    interrupted,
    runFile: null,
  };
}

function startOf(run: RunFile): LiveEventOf<'run-started'> {
  return {
    type: 'run-started',
    run: run.id,
    startedAt: run.startedAt,
    mode: run.mode,
    git: run.git,
    environment: run.environment,
    baseline: run.mode === 'paired' ? baseName(run.base) : null,
    plannedRounds: Math.max(1, run.rounds.length),
    benchmarks: run.benchmarks.map(({ id, file, group, name, minimumEffect }) => ({
      id,
      file,
      group,
      name,
      minimumEffect: minimumEffect ?? DEFAULT_MINIMUM_EFFECT,
    })),
  };
}

function* resourcesOf(worker: WorkerRecord): Generator<RecordedEvent> {
  const cpuMs = worker.cpuUserMs + worker.cpuSystemMs;
  const bytes = { start: worker.rssStartBytes, peak: worker.rssPeakBytes, end: worker.rssEndBytes };
  for (const phase of ['start', 'peak', 'end'] as const) {
    yield {
      type: 'resources',
      t: 0,
      process: 'worker',
      phase,
      rssBytes: bytes[phase],
      heapUsedBytes: 0,
      cpuRatio: worker.durationMs > 0 ? cpuMs / worker.durationMs : 0,
      core: worker.core,
    };
  }
}

function* eventsOfBenchmark(
  benchmark: SingleBenchmark | PairedBenchmark,
  index: number,
  t: number,
): Generator<RecordedEvent> {
  const { batchSize, rounds, failure } = benchmark;
  const sortedRounds: Float64Array[] = [];
  for (const round of rounds) {
    const ns = headSamples(round, batchSize);
    yield { type: 'samples', t, benchmark: index, round: round.round, variant: 'head', first: 0, ns };
    const sorted = ns.slice().sort();
    sortedRounds.push(sorted);
    const head = statisticsOfSorted(sorted);
    if (head === null) continue;
    const { memory, noiseRatio } = round;
    yield {
      type: 'benchmark-measured',
      t,
      benchmark: index,
      round: round.round,
      head,
      base: null,
      memory,
      noiseRatio,
    };
  }
  for (const warning of benchmark.warnings) yield { type: 'warning', t, benchmark: index, warning };
  const head = statisticsOfSorted(mergeSorted(sortedRounds));
  yield { type: 'benchmark-finished', t, benchmark: index, rounds: rounds.length, head, base: null, failure };
}

function headSamples(round: SingleRound | PairedRound, batchSize: number): Float64Array {
  const packed = 'pairs' in round ? round.pairs.head : round.samples;
  const durationsNs = unpackDurations(packed);
  for (let i = 0; i < durationsNs.length; i++) durationsNs[i] = (durationsNs[i] as number) / batchSize;
  return durationsNs;
}
